package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes in memory: everything of the engine but its component.
class RunTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path home;
  private final List<String> done = new CopyOnWriteArrayList<>();
  private DummyNode a;
  private DummyNode b;

  @BeforeEach
  void start() throws Exception {
    a = new DummyNode("a", "b", home, done);
    b = new DummyNode("b", "a", home, done);
    DummyNode.connect(a, b);
    await().atMost(SOON).until(this::settled);
  }

  /// One node owns the group and its services run; the other one knows that, and stands by.
  private boolean settled() {
    DummyNode owner = owner();
    DummyNode standby = owner == a ? b : a;
    return owner.owns()
        && owner.configured()
        && look(owner).doing().isEmpty()
        && done.contains(owner.self + " starts")
        && !standby.owns()
        && !standby.configured()
        && standby.armed()
        && look(standby).doing().isEmpty()
        && look(standby).owner().equals(Optional.of(owner.self));
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private DummyNode owner() {
    return a.owns() ? a : b;
  }

  private DummyNode standby() {
    return a.owns() ? b : a;
  }

  private static Look.GroupLook look(DummyNode node) {
    return node.run().look().groups().get(DummyNode.WEB);
  }

  private static Term term(DummyNode node) {
    return look(node).term();
  }

  @Test
  void aHandoverMovesTheGroup() {
    DummyNode from = owner();
    DummyNode to = standby();
    Term before = term(from);
    assertEquals(Outcome.DONE, from.run().handover(DummyNode.WEB, to.self));
    assertTrue(to.owns());
    assertFalse(from.owns());
    await().atMost(SOON).until(() -> to.configured() && !from.configured());
    assertTrue(term(to).compareTo(before) > 0);
  }

  @Test
  void watchersHearWhoOwnsAlsoOnTheOtherNode() {
    DummyNode to = standby();
    DummyNode from = owner();
    assertEquals(Outcome.DONE, from.run().handover(DummyNode.WEB, to.self));
    for (DummyNode node : List.of(a, b)) {
      await().atMost(SOON).until(() -> node.watched.equals(Optional.of(to.self)));
    }
  }

  @Test
  void theStandbyTakesOverWhenTheOwnerIsCutOff() {
    DummyNode lost = owner();
    DummyNode survivor = standby();
    lost.cut();
    await().atMost(SOON).until(() -> survivor.owns() && survivor.configured());
    await().atMost(SOON).until(() -> !lost.owns() && !lost.configured());
  }

  @Test
  void aNodeInStandbyOwnsNothingUntilItRejoins() {
    DummyNode held = owner();
    DummyNode other = standby();
    assertEquals(Outcome.DONE, held.run().standby("memory test", "root"));
    await().atMost(SOON).until(other::owns);
    ClusterView.Hold hold = held.run().look().held().orElseThrow();
    assertEquals("memory test", hold.reason());
    assertInstanceOf(
        Outcome.Failed.class, other.run().handover(DummyNode.WEB, held.self), "it is held");
    assertEquals(Outcome.DONE, held.run().rejoin(false));
    await("the other one hears it").atMost(SOON).until(() -> !other.run().look().peer().held());
    assertEquals(Outcome.DONE, other.run().handover(DummyNode.WEB, held.self));
    assertTrue(held.owns());
  }

  @Test
  void aPausedEngineGoesOnInItsNextLife() throws Exception {
    DummyNode owner = owner();
    DummyNode standby = standby();
    Term before = term(owner);
    long incarnation = owner.run().incarnation();
    assertEquals(Outcome.DONE, owner.run().pause("the engine bundle stops"));
    owner.run().freeze();
    Durable found = StateFile.read(written(owner));
    assertTrue(found.pause().isPresent());
    owner.begin(found);
    assertTrue(owner.owns());
    assertTrue(incarnation != owner.run().incarnation());
    await().atMost(SOON).until(() -> look(owner).leaseBy().equals("grant"));
    assertEquals(before, term(owner));
    assertFalse(standby.owns());
  }

  @Test
  void aHandoverBringsTheDataBetweenStopAndFarewell() {
    DummyNode from = owner();
    DummyNode to = standby();
    List<Boolean> owners = new CopyOnWriteArrayList<>();
    from.data.whileFlushing =
        () -> {
          owners.add(from.owns() && from.configured());
          owners.add(to.owns() || to.configured());
        };
    done.clear();
    assertEquals(Outcome.DONE, from.run().handover(DummyNode.WEB, to.self));
    await().atMost(SOON).until(() -> done.contains(to.self + " starts"));
    assertEquals(List.of(true, false), owners, "the owner still owns, the successor doesn't yet");
    assertEquals(
        List.of(from.self + " stops", from.self + " flushes to " + to.self), done.subList(0, 2));
    int letsGo = done.indexOf(to.self + " lets go");
    assertTrue(letsGo > 1, done::toString);
    assertTrue(letsGo < done.indexOf(to.self + " claims"), done::toString);
    assertTrue(done.lastIndexOf(to.self + " lets go") < done.indexOf(to.self + " starts"));
  }

  @Test
  void anOwnerWhoseDataCanNotBeBroughtKeepsTheGroupAndStartsItsServicesAgain() {
    DummyNode from = owner();
    DummyNode to = standby();
    Term before = term(from);
    from.data.flushed = new Outcome.Failed("no room there");
    for (Outcome outcome :
        List.of(
            from.run().handover(DummyNode.WEB, to.self), from.run().standby("new fan", "root"))) {
      String reason = assertInstanceOf(Outcome.Failed.class, outcome).reason();
      assertTrue(reason.contains("not all at " + to.self + ": no room there"), reason);
    }
    await()
        .atMost(SOON)
        .until(
            () -> done.lastIndexOf(from.self + " starts") > done.lastIndexOf(from.self + " stops"));
    assertTrue(from.owns() && from.configured());
    assertFalse(to.owns());
    assertEquals(before, term(from));
    assertTrue(from.run().look().held().isEmpty());
  }

  @Test
  void aHandoverThatTheSuccessorAsksForWaitsForTheDataToo() {
    DummyNode from = owner();
    DummyNode to = standby();
    done.clear();
    assertEquals(Outcome.DONE, to.run().handover(DummyNode.WEB, to.self));
    assertTrue(done.contains(from.self + " flushes to " + to.self), done::toString);
  }

  @Test
  void aCopyThatIsTooOldHoldsATakeoverBackUntilAnAdministratorWantsItAsItIs() {
    DummyNode lost = owner();
    DummyNode survivor = standby();
    survivor.data.objection = Optional.of("12 s behind");
    await().atMost(SOON).until(() -> survivor.mayClaim().contains("12 s behind"));
    lost.cut();
    await().atMost(SOON).until(() -> !lost.owns() && !lost.configured());
    assertFalse(survivor.owns());
    assertTrue(
        survivor.run().problems().stream()
            .anyMatch(problem -> problem.remedy().contains("claim web --alone")));
    assertEquals(Outcome.DONE, survivor.run().claimAlone(DummyNode.WEB));
    assertTrue(survivor.owns());
  }

  @Test
  void aCopyThatIsGoodAgainLetsTheTakeoverGoOn() {
    DummyNode lost = owner();
    DummyNode survivor = standby();
    survivor.data.objection = Optional.of("12 s behind");
    await().atMost(SOON).until(() -> survivor.mayClaim().contains("12 s behind"));
    lost.cut();
    await().atMost(SOON).until(() -> !lost.owns());
    survivor.data.objection = Optional.empty();
    await().atMost(SOON).until(() -> survivor.owns() && survivor.configured());
  }

  private byte[] written(DummyNode node) throws Exception {
    Slots.Opened opened = Slots.open(home.resolve(node.self.name()).resolve("data/cluster.state"));
    opened.slots().close();
    return opened.newest().orElseThrow();
  }
}
