package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;

/// The way of a standby to ownership without contact (R5, R10).
final class Claiming {
  /// How long an address probe listens, and so by how much it precedes the claim.
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private static final long EARLY = PATIENCE.toNanos() + 2 * Turn.MILLISECOND;
  private static final long PROBE_LASTS = 100 * Turn.MILLISECOND;

  private Claiming() {}

  /// @return whether bursts are needed (R3)
  static boolean settle(Turn turn, Ownership own) {
    if (!own.standby() || turn.held() || turn.maintenance() && !own.alone) {
      own.forgetClaim();
      return false;
    }
    if (!turn.standbyLate()) {
      own.forgetClaim();
      turn.wake(turn.state.peer.heard + 2 * turn.slowBeat() + 1);
      return false;
    }
    if (!own.alone && !majority(turn, own)) {
      own.forgetClaim();
      return true;
    }
    if (own.announcedAt == Times.NEVER) {
      own.announcedAt = turn.now;
      turn.speak = true;
    }
    boolean right = turn.now <= turn.rightUntil() || own.alone || !turn.has(Rule.RIGHT_ENDS);
    if (!right || !own.lan) {
      return true;
    }
    if (own.candidate <= own.seen) {
      own.candidate = turn.policy.termAbove(Math.max(own.seen, turn.state.disk.term(own.group)));
    }
    boolean secured =
        turn.state.disk.secures(own.group, own.candidate) || !turn.has(Rule.PERSIST_FIRST);
    long due = dueAt(turn, own);
    if (turn.now < due - EARLY) {
      turn.wake(due - EARLY);
      return true;
    }
    if (own.silent && turn.now > own.probeAt + PROBE_LASTS) {
      own.silent = false;
      own.probe = 0;
    }
    if (own.probe == 0) {
      own.probe = turn.op();
      own.probeAt = turn.now;
      turn.act(new Action.Probe(own.group, own.probe, PATIENCE));
    }
    if (turn.now < due) {
      turn.wake(due);
      return true;
    }
    if (secured && own.silent && fenced(turn, own)) {
      claim(turn, own);
    }
    return true;
  }

  /// {@return the earliest time of a claim}
  private static long dueAt(Turn turn, Ownership own) {
    long due = Math.max(turn.state.quietUntil, own.listenUntil);
    due = Math.max(due, turn.state.readyAt);
    if (turn.has(Rule.WAIT) && !own.fenced) {
      due = Math.max(due, own.promised);
    }
    if (turn.has(Rule.ANNOUNCE)) {
      Tempo tempo = turn.regard();
      due =
          Math.max(due, own.announcedAt + turn.timing.announcement(tempo.verdict(), tempo.burst()));
    }
    return due;
  }

  private static boolean majority(Turn turn, Ownership own) {
    if (!Electorates.empty(turn, own)) {
      return Evidence.moreThanHalf(turn, own, Evidence.present(turn));
    }
    Policy.GroupPolicy policy = turn.policyOf(own.group);
    return policy.blind() || policy.fencing() == Policy.Fencing.REQUIRE;
  }

  /// Only a node with a winning verdict fences (R11).
  private static boolean fenced(Turn turn, Ownership own) {
    Policy.Fencing fencing = turn.policyOf(own.group).fencing();
    if (fencing == Policy.Fencing.NONE || own.fenced || own.alone) {
      return true;
    }
    if (fencing == Policy.Fencing.ATTEMPT && own.fenceTried) {
      return true;
    }
    if (own.fence == 0) {
      own.fence = turn.op();
      turn.act(new Action.Fence(own.group, turn.policy.peer(), new Term(own.candidate), own.fence));
    }
    return false;
  }

  static void fenced(Turn turn, Ownership own, Outcome outcome) {
    own.fence = 0;
    own.fenceTried = true;
    switch (outcome) {
      case Outcome.Done() -> {
        own.fenced = true;
        turn.note("fenced", own, "%s is fenced".formatted(turn.policy.peer()));
      }
      case Outcome.Failed(var reason) -> fenceFailed(turn, own, reason);
      case Outcome.Unknown(var reason) -> fenceFailed(turn, own, reason);
    }
  }

  private static void fenceFailed(Turn turn, Ownership own, String reason) {
    turn.note("fence-failed", own, reason);
    own.listenUntil = turn.now + turn.regard().lease();
  }

  static void probed(Turn turn, Ownership own, Event.Probed answer) {
    switch (answer) {
      case Event.Probed.Silent() -> {
        own.silent = true;
        own.probeAt = turn.now;
      }
      case Event.Probed.Somebody(var who) -> {
        turn.note("answered", own, "no claim: %s still answers for its address".formatted(who));
        own.forgetClaim();
        own.listenUntil = turn.now + 2 * turn.slowBeat();
      }
      case Event.Probed.Unknown(var reason) -> {
        own.forgetClaim();
        own.listenUntil = turn.now + 2 * turn.slowBeat();
        turn.note("unprobed", own, "no claim: can't ask who has its address: " + reason);
      }
    }
  }

  private static void claim(Turn turn, Ownership own) {
    long instant =
        own.alone || Electorates.empty(turn, own)
            ? turn.now
            : Evidence.instant(turn, own, turn.now - turn.burst(), true);
    long span = turn.state.kernel.verdict();
    if (instant == Times.NEVER || turn.now >= instant + span) {
      return;
    }
    boolean alone = own.alone;
    Ownership.By by = alone ? Ownership.By.ALONE : Ownership.By.DEVICES;
    String why =
        alone
            ? "claimed alone by the administrator"
            : "%s is silent for %d ms and the devices agree"
                .formatted(turn.policy.peer(), turn.silence() / Turn.MILLISECOND);
    Leases.become(turn, own, own.candidate, instant, span, by, why);
    own.sole = alone;
    own.alone = false;
  }
}
