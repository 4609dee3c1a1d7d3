package io.understudy.engine.decision;

import java.time.Duration;

/// A process that didn't run knows nothing of that time: it accuses nobody until it has listened
/// for a full deadline, and its evidence starts anew.
final class Stalls {
  private static final long REMEMBERED = Duration.ofSeconds(10).toNanos();

  private Stalls() {}

  static void notice(Turn turn, long gap) {
    State state = turn.state;
    state.lastTick = turn.now;
    if (turn.now - state.stallAt > REMEMBERED) {
      state.stall = 0;
    }
    if (gap <= 3 * turn.timing.beat().toNanos()) {
      return;
    }
    if (gap > state.stall) {
      state.stall = gap;
      state.stallAt = turn.now;
    }
    turn.act(new Action.Note("stalled", "", "did not run for " + gap / 1_000_000 + " ms"));
    state.quietUntil = Math.max(state.quietUntil, turn.now + turn.regard().lease());
    state.devices.forgetBursts();
    for (Ownership own : state.groups.values()) {
      own.forgetClaim();
      own.scannedWorseSince = Times.NEVER;
    }
  }
}
