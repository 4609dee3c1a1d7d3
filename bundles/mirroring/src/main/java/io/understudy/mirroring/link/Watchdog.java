package io.understudy.mirroring.link;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// One thread that ends what waits for too long. Nothing that it does waits.
final class Watchdog implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("mirroring watchdog").factory());

  ScheduledExecutorService timer() {
    return timer;
  }

  ScheduledFuture<?> after(Duration time, Runnable work) {
    return timer.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
