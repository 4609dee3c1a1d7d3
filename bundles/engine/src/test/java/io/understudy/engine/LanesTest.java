package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Who waits for whom, and who is interrupted.
class LanesTest {
  private static final GroupId WEB = new GroupId("web");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int OFTEN = 2000;

  private final Lanes lanes = new Lanes();

  private static <T> FutureTask<T> begun(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  @Test
  void aStopInterruptsAStart() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    FutureTask<Boolean> start =
        begun(
            () ->
                lanes.start(
                    WEB,
                    () -> {
                      starting.countDown();
                      try {
                        return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                      } catch (InterruptedException e) {
                        return true;
                      }
                    }));
    assertTrue(starting.await(20, TimeUnit.SECONDS));
    lanes.stop(WEB, () -> "stopped");
    assertTrue(start.get(20, TimeUnit.SECONDS));
  }

  /// Once it was interrupted where the stop had let go of the lane and not yet said so.
  @Test
  void aStartThatWaitedForAStopIsNotInterruptedByIt() throws Exception {
    for (int i = 0; i < OFTEN; i++) {
      CountDownLatch stopping = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      FutureTask<Boolean> stop =
          begun(
              () ->
                  lanes.stop(
                      WEB,
                      () -> {
                        stopping.countDown();
                        return release.await(20, TimeUnit.SECONDS);
                      }));
      assertTrue(stopping.await(20, TimeUnit.SECONDS));
      FutureTask<Boolean> start = new FutureTask<>(() -> lanes.start(WEB, Thread::interrupted));
      Thread thread = Thread.ofPlatform().daemon().start(start);
      await()
          .pollInterval(Duration.ofNanos(100_000))
          .atMost(SOON)
          .until(() -> thread.getState() == Thread.State.WAITING);
      release.countDown();
      assertFalse(start.get(20, TimeUnit.SECONDS), "in round " + i);
      assertTrue(stop.get(20, TimeUnit.SECONDS));
    }
  }
}
