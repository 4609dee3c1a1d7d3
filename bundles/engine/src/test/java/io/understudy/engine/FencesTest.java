package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Fence;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FencesTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Action.Fence ORDER = new Action.Fence(new GroupId("web"), B, new Term(7), 3);

  private final Fences fences = new Fences();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private interface Attempt {
    Outcome make(Fence.Order order) throws InterruptedException;
  }

  private void add(String name, int level, Duration limit, Attempt attempt) {
    fences.add(
        new Fence() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public NodeId victim() {
            return B;
          }

          @Override
          public int level() {
            return level;
          }

          @Override
          public Duration limit() {
            return limit;
          }

          @Override
          public Outcome fence(Order order) throws InterruptedException {
            asked.add(name);
            return attempt.make(order);
          }

          @Override
          public Outcome test() throws InterruptedException {
            return attempt.make(new Order(B, A, ORDER.group(), Term.NONE));
          }
        });
  }

  private void add(String name, int level, Attempt attempt) {
    add(name, level, Duration.ofSeconds(5), attempt);
  }

  private Event.Fenced fence() throws InterruptedException {
    return fences.fence(ORDER, A);
  }

  @Test
  void theOrderSaysWhoAsksForWhatWithWhichTerm() throws Exception {
    List<Fence.Order> orders = new CopyOnWriteArrayList<>();
    add(
        "ssh",
        1,
        order -> {
          orders.add(order);
          return Outcome.DONE;
        });
    assertEquals(new Event.Fenced(ORDER.group(), 3, Outcome.DONE, Term.NONE), fence());
    assertEquals(List.of(new Fence.Order(B, A, new GroupId("web"), new Term(7))), orders);
  }

  @Test
  void theNextLevelIsTriedOnlyWhenNobodyOfTheOneBeforeConfirms() throws Exception {
    add("strip", 2, order -> Outcome.DONE);
    add("ssh", 1, order -> new Outcome.Unknown("no route"));
    assertEquals(Outcome.DONE, fence().outcome());
    assertEquals(List.of("ssh", "strip"), asked);
  }

  @Test
  void aLevelIsTriedAtOnceAndTheFirstThatConfirmsEndsIt() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch both = new CountDownLatch(2);
    add(
        "slow",
        1,
        order -> {
          both.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return Outcome.DONE;
        });
    add(
        "quick",
        1,
        order -> {
          both.countDown();
          both.await();
          return Outcome.DONE;
        });
    add("never", 2, order -> Outcome.DONE);
    assertEquals(Outcome.DONE, fence().outcome());
    await().atMost(Duration.ofSeconds(5)).until(() -> interrupted.getCount() == 0);
    assertEquals(List.of("quick", "slow"), asked.stream().sorted().toList());
  }

  @Test
  void aTimeOutIsUnknownAndNeverCountsAsFenced() throws Exception {
    add(
        "hangs",
        1,
        Duration.ofMillis(50),
        order -> {
          Thread.sleep(Duration.ofMinutes(1));
          return Outcome.DONE;
        });
    add("fails", 1, order -> new Outcome.Failed("exit 1"));
    Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, fence().outcome());
    assertTrue(unknown.reason().contains("hangs: no answer within 50ms"), unknown.reason());
    assertTrue(unknown.reason().contains("fails: exit 1"), unknown.reason());
  }

  @Test
  void aVictimThatRefusesIsNotFencedByOtherMeansEither() throws Exception {
    add(
        "ssh",
        1,
        order -> {
          throw new Fence.Refusal(B, new Term(9));
        });
    add("strip", 2, order -> Outcome.DONE);
    Event.Fenced fenced = fence();
    assertInstanceOf(Outcome.Failed.class, fenced.outcome());
    assertEquals(new Term(9), fenced.newer());
    assertEquals(List.of("ssh"), asked);
  }

  @Test
  void aFenceThatThrowsIsUnknownAndTheNextIsTried() throws Exception {
    add(
        "broken",
        1,
        order -> {
          throw new IllegalStateException("a defect");
        });
    add("strip", 2, order -> Outcome.DONE);
    assertEquals(Outcome.DONE, fence().outcome());
  }

  @Test
  void withoutAFenceItFailsAndSaysSo() throws Exception {
    assertInstanceOf(Outcome.Failed.class, fence().outcome());
    assertEquals(
        List.of(Problem.Severity.ALARM),
        fences.problems(B, true).stream().map(Problem::severity).toList());
    assertEquals(List.of(), fences.problems(B, false));
  }

  @Test
  void theLimitOfAnOrderIsThatOfItsLevelsTogether() {
    add("ssh", 1, Duration.ofSeconds(3), order -> Outcome.DONE);
    add("ssh2", 1, Duration.ofSeconds(2), order -> Outcome.DONE);
    add("strip", 2, Duration.ofSeconds(20), order -> Outcome.DONE);
    assertEquals(Duration.ofSeconds(24), fences.limit(B));
  }

  @Test
  void aTestThatFailsIsAProblemUntilItSucceeds() {
    List<Outcome> results = new CopyOnWriteArrayList<>();
    results.add(new Outcome.Failed("login refused"));
    add("ssh", 1, order -> results.getLast());
    assertEquals(new Outcome.Failed("login refused"), fences.test("ssh"));
    assertTrue(fences.problems(B, false).getFirst().what().contains("login refused"));
    results.add(Outcome.DONE);
    assertEquals(Outcome.DONE, fences.test("ssh"));
    assertEquals(List.of(), fences.problems(B, false));
    assertEquals(Outcome.DONE, fences.views().getFirst().lastTest().orElseThrow());
    assertInstanceOf(Outcome.Failed.class, fences.test("nobody"));
  }
}
