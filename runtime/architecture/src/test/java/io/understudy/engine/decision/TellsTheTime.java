package io.understudy.engine.decision;

import java.time.Instant;

/// A decision that looks at the clock. Breaks a rule on purpose, for the architecture test.
final class TellsTheTime {
  private TellsTheTime() {}

  static Instant decide() {
    return Instant.now();
  }
}
