package io.understudy.hook.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every service hook must do.
abstract class ServiceHookContract {
  /// {@return an instance for the same service each time, as a replaced bundle or process makes}
  abstract ServiceHook hook() throws Exception;

  /// Ends the service's processes behind the hook's back.
  abstract void kill() throws Exception;

  @AfterEach
  void end() throws Exception {
    hook().stop();
  }

  @Test
  void isStoppedAtFirst() throws Exception {
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  void runsWhenStartIsDone() throws Exception {
    ServiceHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
  }

  @Test
  void startsTwiceAndStopsTwice() throws Exception {
    ServiceHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(Outcome.DONE, hook.start(), "and starts again");
  }

  @Test
  void seesThatItWasKilledAndStartsItAgain() throws Exception {
    ServiceHook hook = hook();
    hook.start();
    kill();
    await().until(() -> hook.status() instanceof Status.Stopped);
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
  }

  @Test
  void theNextInstanceFindsItRunning() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    ServiceHook next = hook();
    assertEquals(new Status.Running(), next.status());
    assertEquals(Outcome.DONE, next.start());
    assertEquals(Outcome.DONE, next.stop());
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  void anInterruptedStartIsNoSuccess() throws Exception {
    ServiceHook hook = hook();
    Thread.currentThread().interrupt();
    Outcome outcome = hook.start();
    Thread.interrupted();
    assertInstanceOf(Outcome.Unknown.class, outcome);
  }
}
