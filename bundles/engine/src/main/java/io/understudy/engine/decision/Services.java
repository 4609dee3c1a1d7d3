package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Optional;

/// Addresses and services follow the ownership. What fails is tried again.
final class Services {
  private static final long CLAIM_AGAIN = Duration.ofMillis(500).toNanos();
  private static final long START_AGAIN = Duration.ofSeconds(5).toNanos();

  private Services() {}

  /// A new ownership: nothing is claimed or started yet.
  static void forget(Ownership own) {
    own.claim = 0;
    own.claimed = false;
    own.claimAgainAt = Times.NEVER;
    own.claimError = "";
    own.start = 0;
    own.started = false;
    own.startAgainAt = Times.NEVER;
    own.sick = "";
    own.inVain = 0;
  }

  static void stop(Turn turn, Ownership own) {
    own.stop = turn.op();
    own.start = 0;
    own.claim = 0;
    turn.act(new Action.StopServices(own.group, new Term(own.term), Optional.empty(), own.stop));
  }

  static void settle(Turn turn, Ownership own) {
    if (!own.owner() || own.handing != null && own.handing.stopping() != 0) {
      return;
    }
    if (!own.claimed && own.claim == 0) {
      if (turn.now >= own.claimAgainAt) {
        own.claim = turn.op();
        turn.act(new Action.Claim(own.group, new Term(own.term), own.claim));
      } else {
        turn.wake(own.claimAgainAt);
      }
    }
    if (!own.started && own.start == 0) {
      if (turn.now >= own.startAgainAt) {
        own.start = turn.op();
        turn.act(new Action.StartServices(own.group, new Term(own.term), own.start));
      } else {
        turn.wake(own.startAgainAt);
      }
    }
  }

  static void claimed(Turn turn, Ownership own, Outcome outcome) {
    own.claim = 0;
    own.claimed = outcome instanceof Outcome.Done;
    own.claimError = own.claimed ? "" : "its addresses are not on the LAN: " + reason(outcome);
    if (!own.claimed) {
      own.claimAgainAt = turn.now + CLAIM_AGAIN;
      turn.note("unclaimed", own, own.claimError);
    }
    turn.speak = true;
  }

  static void started(Turn turn, Ownership own, Outcome outcome) {
    own.start = 0;
    own.started = outcome instanceof Outcome.Done;
    own.sick = own.started ? "" : "its services did not start: " + reason(outcome);
    if (own.started) {
      turn.note("started", own, "its services run");
    } else {
      own.startAgainAt = turn.now + START_AGAIN;
      turn.note("unstarted", own, own.sick);
    }
    turn.speak = true;
  }

  static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> "";
      case Outcome.Failed(var reason) -> reason;
      case Outcome.Unknown(var reason) -> reason;
    };
  }
}
