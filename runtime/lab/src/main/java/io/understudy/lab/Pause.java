package io.understudy.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting, with interruption turned into an exception.
public final class Pause {
  private Pause() {}

  public static void ofMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// @throws IllegalStateException if the condition doesn't hold in time
  public static void until(String what, Duration patience, BooleanSupplier condition) {
    until(() -> what, patience, condition);
  }

  /// @param what asked for only if it fails
  public static void until(Supplier<String> what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "waited %.1f s in vain: %s".formatted(patience.toMillis() / 1e3, what.get()));
      }
      ofMillis(20);
    }
  }
}
