package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import java.time.Duration;

/// Timings that change live (R13). Spans get shorter in the kernel first, then in the beats; longer
/// in the beats first, and in the kernel when the peer says that it reckons with them.
final class Tempos {
  private static final long AGAIN = Duration.ofSeconds(1).toNanos();

  private Tempos() {}

  static void policyChanged(Turn turn) {
    State state = turn.state;
    state.devices.configure(turn.policy);
    state
        .groups
        .keySet()
        .removeIf(
            group -> !turn.policy.groups().containsKey(group) && state.groups.get(group).standby());
    turn.policy
        .groups()
        .keySet()
        .forEach(group -> state.groups.computeIfAbsent(group, state::fresh));
    state.guardAgainAt = Times.NEVER;
    turn.speak = true;
  }

  static void settle(Turn turn) {
    State state = turn.state;
    Tempo target = turn.timing.tempo();
    if (state.guard != 0 || state.kernel.same(target) || turn.now < state.guardAgainAt) {
      return;
    }
    Beat beat = state.peer.beat;
    boolean shorter = target.within(state.kernel);
    boolean known = beat != null && turn.contact() && target.within(beat.regard());
    boolean asked = state.pausing.isPresent();
    if (!asked && (shorter || known || !turn.has(Rule.LONGEST))) {
      state.guard = turn.op();
      state.guarding = turn.timing;
      for (Ownership own : state.groups.values()) {
        own.grantTicket = Times.NEVER;
        own.verdictTicket = Times.NEVER;
        own.pauseTicket = Times.NEVER;
      }
      turn.act(new Action.Guard(state.guard, turn.timing));
    }
  }

  static void guarded(Turn turn, Outcome outcome) {
    State state = turn.state;
    state.guard = 0;
    switch (outcome) {
      case Outcome.Done() -> {
        state.kernel = state.guarding.tempo();
        state.guardError = "";
        turn.speak = true;
        turn.act(new Action.Note("timing", "", "profile " + state.guarding.profile()));
      }
      case Outcome.Failed(var reason) -> failed(turn, reason);
      case Outcome.Unknown(var reason) -> failed(turn, reason);
    }
  }

  private static void failed(Turn turn, String reason) {
    turn.state.guardError = reason;
    turn.state.guardAgainAt = turn.now + AGAIN;
  }
}
