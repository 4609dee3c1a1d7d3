package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Optional;

/// Addresses and services follow the ownership. What fails is tried again. Services that may still
/// run on a node that gave the group up keep the other one from being elected (R7).
final class Services {
  private static final long CLAIM_AGAIN = Duration.ofMillis(500).toNanos();
  private static final long STOP_AGAIN = Duration.ofMillis(500).toNanos();
  private static final int MOST_DOUBLINGS = 6;

  private Services() {}

  /// A new ownership: nothing is claimed or started yet.
  static void forget(Turn turn, Ownership own) {
    own.claim = 0;
    own.claimed = false;
    own.claimAgainAt = Times.NEVER;
    own.claimError = "";
    own.start = 0;
    own.started = false;
    own.startAgainAt = Times.NEVER;
    own.sick = "";
    own.inVain = 0;
    own.stuck = "";
    forgetStop(own);
    own.restart = 0;
    Failures.clear(turn, own);
  }

  private static void forgetStop(Ownership own) {
    own.stop = 0;
    own.unstopped = "";
    own.stopAgainAt = Times.NEVER;
    own.stopFailures = 0;
  }

  /// Brings the services to what they are on a standby; those that failed on both nodes it stops.
  static void stop(Turn turn, Ownership own) {
    own.stop = turn.op();
    own.stopAgainAt = Times.NEVER;
    own.start = 0;
    own.restart = 0;
    Term term = new Term(own.term);
    if (own.owner()) {
      own.started = false;
      turn.act(new Action.EndServices(own.group, term, own.stop));
    } else {
      own.claim = 0;
      turn.act(new Action.StopServices(own.group, term, Optional.empty(), own.stop));
    }
  }

  /// Of a life that never owned the group only a clear failure counts: a hook that isn't there yet
  /// says nothing about services that nobody started.
  static void stopped(Turn turn, Ownership own, Outcome outcome) {
    String before = own.unstopped;
    if (outcome instanceof Outcome.Done) {
      forgetStop(own);
      if (!before.isEmpty()) {
        turn.note("stopped", own, "its services have stopped");
      }
    } else {
      own.stop = 0;
      own.stopAgainAt = turn.now + (STOP_AGAIN << Math.min(own.stopFailures++, MOST_DOUBLINGS));
      boolean counts = own.term != 0 || outcome instanceof Outcome.Failed;
      own.unstopped = counts ? reason(outcome) : "";
      if (own.stopFailures == 1 || !own.unstopped.equals(before)) {
        turn.note("unstopped", own, reason(outcome));
      }
    }
    turn.speak = true;
  }

  static void settle(Turn turn, Ownership own) {
    if (own.stop == 0 && own.stopAgainAt != Times.NEVER && (own.standby() || own.ended)) {
      if (turn.now >= own.stopAgainAt) {
        stop(turn, own);
      } else {
        turn.wake(own.stopAgainAt);
      }
    }
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
    if (!own.started && own.start == 0 && !own.ended) {
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
    if (own.claimed) {
      turn.note("announced", own, "its addresses are here, and the LAN was told");
    } else {
      own.claimAgainAt = turn.now + CLAIM_AGAIN;
      turn.note("unclaimed", own, own.claimError);
    }
    turn.speak = true;
  }

  /// @param service the one that failed; empty if none, or none in particular
  static void started(Turn turn, Ownership own, Outcome outcome, String service) {
    own.start = 0;
    own.started = outcome instanceof Outcome.Done;
    own.sick = own.started ? "" : "its services did not start: " + reason(outcome);
    if (own.started) {
      turn.note("started", own, "its services run");
    } else {
      turn.note("unstarted", own, own.sick);
      Failures.startFailed(turn, own, service, own.sick);
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
