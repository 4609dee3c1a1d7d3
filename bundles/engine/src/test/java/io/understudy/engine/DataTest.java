package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.engine.decision.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataTest {
  private static final GroupId WEB = new GroupId("web");
  private static final NodeId B = new NodeId("b");
  private static final Term FOUR = new Term(4);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Adapters adapters = new Adapters();
  private final Orders orders = new Orders();
  private final DummyGroupData keeper = new DummyGroupData("mirroring", done);
  private volatile Optional<Term> owned = Optional.empty();
  private final Data data = new Data(adapters, orders, events::add, group -> owned);

  DataTest() {
    adapters.groups().put(WEB, new Group(Map.of("name", "web")));
  }

  @AfterEach
  void close() {
    data.close();
    orders.close();
  }

  @Test
  void whereNobodyEverKeptDataThereIsNothingToBring() throws Exception {
    assertEquals(Outcome.DONE, data.flush(WEB, B, SOON));
    assertEquals(Outcome.DONE, data.ownAtStart(WEB, FOUR));
    assertEquals(List.of(), data.problems());
  }

  @Test
  void aKeeperThatIsBeingReplacedIsWaitedFor() throws Exception {
    adapters.dataAppeared(keeper);
    adapters.dataVanished(keeper);
    assertEquals(1, data.problems().size());
    CompletableFuture<Outcome> flushed =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return data.flush(WEB, B, SOON);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, flushed.get(20, TimeUnit.SECONDS));
    assertEquals(List.of("mirroring flushes to b"), done);
  }

  @Test
  void aKeeperThatDoesNotComeBackIsNotSkipped() throws Exception {
    adapters.dataAppeared(keeper);
    adapters.dataVanished(keeper);
    Outcome outcome = data.flush(WEB, B, Duration.ofMillis(20));
    String reason = assertInstanceOf(Outcome.Unknown.class, outcome).reason();
    assertTrue(reason.contains("flushLimit = 0s"), reason);
  }

  @Test
  void withoutALimitNobodyIsAsked() throws Exception {
    adapters.dataAppeared(keeper);
    keeper.flushed = new Outcome.Failed("no room");
    assertEquals(Outcome.DONE, data.flush(WEB, B, Duration.ZERO));
    assertEquals(List.of(), done);
  }

  @Test
  void aFailureSaysWhoseDataAreNotWhere() throws Exception {
    adapters.dataAppeared(keeper);
    keeper.flushed = new Outcome.Failed("no room");
    assertEquals(
        new Outcome.Failed("its data are not all at b: no room"), data.flush(WEB, B, SOON));
  }

  @Test
  void aKeeperThatHangsDelaysAClaimByLittleAndIsCalledOnce() throws Exception {
    adapters.dataAppeared(keeper);
    keeper.lettingGo = new CountDownLatch(1);
    owned = Optional.of(FOUR);
    long before = System.nanoTime();
    data.ownAtClaim(WEB, FOUR);
    assertTrue(System.nanoTime() - before < Duration.ofSeconds(3).toNanos());
    assertEquals(1, data.problems().size());
    keeper.lettingGo.countDown();
    assertEquals(Outcome.DONE, data.ownAtStart(WEB, FOUR));
    assertEquals(List.of(), data.problems());
    assertEquals("mirroring lets go", done.getFirst());
  }

  @Test
  void anObjectionIsPostedOnceAndWithdrawn() {
    keeper.objection = Optional.of("12 s behind");
    adapters.dataAppeared(keeper);
    data.start();
    await().atMost(SOON).until(() -> events.equals(List.of(tooOld("12 s behind"))));
    keeper.objection = Optional.empty();
    data.ask(WEB);
    await().atMost(SOON).until(() -> events.equals(List.of(tooOld("12 s behind"), tooOld(""))));
  }

  @Test
  void whatAKeeperSaidStaysTrueWhileItIsGone() {
    keeper.objection = Optional.of("12 s behind");
    adapters.dataAppeared(keeper);
    data.ask(WEB);
    await().atMost(SOON).until(() -> events.size() == 1);
    adapters.dataVanished(keeper);
    data.start();
    data.ask(WEB);
    DummyGroupData next = new DummyGroupData("next", done);
    adapters.dataAppeared(next);
    data.appeared();
    await().atMost(SOON).until(() -> events.size() == 2);
    assertEquals(List.of(tooOld("12 s behind"), tooOld("")), events);
  }

  @Test
  void aKeeperThatComesWhileThisNodeOwnsTheGroupHearsOfIt() {
    owned = Optional.of(FOUR);
    data.start();
    adapters.dataAppeared(keeper);
    data.appeared();
    await().atMost(SOON).until(() -> done.contains("mirroring lets go"));
  }

  private static Event tooOld(String reason) {
    return new Event.CopyTooOld(WEB, reason);
  }
}
