package io.understudy.hook.kit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every service hook must do.
@Timeout(120)
public abstract class ServiceHookContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// {@return an instance for the same service each time, as a replaced bundle or process makes}
  protected abstract ServiceHook hook() throws Exception;

  /// {@return one for the same service that never comes up within its patience: its start begins
  /// something, which [#hook] sees, and isn't done}
  ///
  /// @param patience as in a .cfg file
  protected abstract ServiceHook slow(String patience) throws Exception;

  /// Ends the service's processes behind the hook's back.
  protected abstract void kill() throws Exception;

  /// Makes the running service one that is there and doesn't serve: suspended, or failing.
  protected abstract void spoil() throws Exception;

  /// {@return what changes when the service is started anew, like the number of its process}
  protected abstract Object incarnation() throws Exception;

  @AfterEach
  final void end() throws Exception {
    hook().stop();
  }

  @Test
  public final void isStoppedAtFirst() throws Exception {
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  public final void runsWhenStartIsDone() throws Exception {
    ServiceHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
  }

  @Test
  public final void startsTwiceAndStopsTwice() throws Exception {
    ServiceHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    Object first = incarnation();
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(first, incarnation(), "the second start leaves it alone");
    assertEquals(new Status.Running(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(Outcome.DONE, hook.start(), "and starts again");
  }

  @Test
  public final void seesThatItWasKilledAndStartsItAgain() throws Exception {
    ServiceHook hook = hook();
    hook.start();
    kill();
    await().atMost(PATIENCE).until(() -> !(hook.status() instanceof Status.Running));
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
  }

  @Test
  public final void whatWasKilledCanBeStoppedCleanly() throws Exception {
    ServiceHook hook = hook();
    hook.start();
    kill();
    await().atMost(PATIENCE).until(() -> !(hook.status() instanceof Status.Running));
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  public final void whatIsThereAndDoesNotServeIsSickWithAReasonAndCanBeStopped() throws Exception {
    ServiceHook hook = hook();
    hook.start();
    spoil();
    await().atMost(PATIENCE).until(() -> hook.status() instanceof Status.Sick);
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertFalse(sick.reason().isBlank());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  public final void theNextInstanceFindsItRunningAndDoesNotTouchIt() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    Object first = incarnation();
    ServiceHook next = hook();
    assertEquals(new Status.Running(), next.status());
    assertEquals(Outcome.DONE, next.start());
    assertEquals(first, incarnation());
    assertEquals(Outcome.DONE, next.stop());
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  public final void aStartThatIsNotDoneInTimeIsNoSuccessAndCanBeStopped() throws Exception {
    ServiceHook slow = slow("1s");
    Outcome outcome = slow.start();
    assertFalse(outcome instanceof Outcome.Done, outcome::toString);
    assertEquals(Outcome.DONE, hook().stop());
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  public final void anInterruptedStartBeginsNothing() throws Exception {
    ServiceHook hook = hook();
    Thread.currentThread().interrupt();
    Outcome outcome = hook.start();
    Thread.interrupted();
    assertInstanceOf(Outcome.Unknown.class, outcome);
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  public final void aStartThatIsInterruptedOnItsWayLeavesNothingHalfStarted() throws Exception {
    ServiceHook slow = slow("10m");
    AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.DONE);
    Thread order = Thread.ofVirtual().start(() -> outcome.set(slow.start()));
    ServiceHook other = hook();
    await().atMost(PATIENCE).until(() -> !(other.status() instanceof Status.Stopped));
    order.interrupt();
    order.join(PATIENCE);
    assertFalse(order.isAlive(), "ends soon");
    assertInstanceOf(Outcome.Unknown.class, outcome.get());
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  public final void aStopEndsAStartThatIsNotDone() throws Exception {
    ServiceHook slow = slow("10m");
    AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.DONE);
    Thread order = Thread.ofVirtual().start(() -> outcome.set(slow.start()));
    ServiceHook other = hook();
    await().atMost(PATIENCE).until(() -> !(other.status() instanceof Status.Stopped));
    assertTimeoutPreemptively(PATIENCE, () -> assertEquals(Outcome.DONE, slow.stop()));
    order.join(PATIENCE);
    assertFalse(order.isAlive(), "ends soon");
    assertFalse(outcome.get() instanceof Outcome.Done);
    assertEquals(new Status.Stopped(), hook().status());
  }
}
