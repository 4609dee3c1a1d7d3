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
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes in memory: everything of the engine but its component.
class RunTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path home;
  private DummyNode a;
  private DummyNode b;

  @BeforeEach
  void start() throws Exception {
    a = new DummyNode("a", "b", home);
    b = new DummyNode("b", "a", home);
    DummyNode.connect(a, b);
    await().atMost(SOON).until(() -> (a.owns() && a.configured()) != (b.owns() && b.configured()));
    await().atMost(SOON).until(() -> standby().armed());
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

  private static Term term(DummyNode node) {
    return node.run().look().groups().get(DummyNode.WEB).term();
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
    await()
        .atMost(SOON)
        .until(() -> owner.run().look().groups().get(DummyNode.WEB).leaseBy().equals("grant"));
    assertEquals(before, term(owner));
    assertFalse(standby.owns());
  }

  private byte[] written(DummyNode node) throws Exception {
    Slots.Opened opened = Slots.open(home.resolve(node.self.name()).resolve("data/cluster.state"));
    opened.slots().close();
    return opened.newest().orElseThrow();
  }
}
