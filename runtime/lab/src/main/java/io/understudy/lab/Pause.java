package io.understudy.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waiting, with interruption turned into an exception.
final class Pause {
  private Pause() {}

  static void ofMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// @throws IllegalStateException if the condition doesn't hold in time
  static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "waited %.1f s in vain: %s".formatted(patience.toMillis() / 1e3, what));
      }
      ofMillis(10);
    }
  }
}
