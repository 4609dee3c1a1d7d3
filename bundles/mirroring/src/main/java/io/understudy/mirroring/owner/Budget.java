package io.understudy.mirroring.owner;

import java.time.Duration;

/// What may be used of the processor, on average; a short burst is free.
public final class Budget {
  private static final double BURST = Duration.ofMillis(200).toNanos();

  private double debt;
  private long settled;
  private boolean begun;

  /// {@return how long whoever used that much has to wait}
  ///
  /// @param used processor time, in nanoseconds
  /// @param share of one processor, 1 is all of it
  /// @param now monotonic nanoseconds
  synchronized long charge(long used, double share, long now) {
    if (begun) {
      debt = Math.max(-BURST * share, debt - (now - settled) * share);
    }
    begun = true;
    settled = now;
    debt += used;
    return debt <= 0 ? 0 : (long) (debt / share);
  }
}
