package io.understudy.mirroring.link;

import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// One thread that ends what waits for too long. Nothing that it does waits.
final class Watchdog implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Background.thread("mirroring watchdog").factory());

  /// @throws IOException if all is being stopped
  ScheduledFuture<?> after(Duration time, Runnable work) throws IOException {
    try {
      return timer.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      throw new IOException("mirroring is being stopped", stopped);
    }
  }

  /// @throws IOException if all is being stopped
  ScheduledFuture<?> each(Duration step, Runnable work) throws IOException {
    long nanos = step.toNanos();
    try {
      return timer.scheduleWithFixedDelay(work, nanos, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      throw new IOException("mirroring is being stopped", stopped);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
