package io.understudy.watchdog;

import java.time.Duration;

/// Whether the device may be fed: while the pulse is sound, and for a while after an engine that
/// was sound has gone.
final class Trust {
  private final long grace;
  private boolean good;
  private long since;

  /// @param grace for how long an engine may be gone
  Trust(Duration grace) {
    this.grace = grace.toNanos();
  }

  /// @param now nanoseconds of a clock that never goes back, not later than the sign
  /// @return whether to feed
  boolean take(Sign sign, long now) {
    switch (sign) {
      case SOUND -> {
        good = true;
        since = now;
      }
      case UNSOUND -> good = false;
      case GONE -> good = good && now - since <= grace;
    }
    return good;
  }
}
