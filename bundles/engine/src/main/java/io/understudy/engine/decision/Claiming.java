package io.understudy.engine.decision;

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
    if (!sure(turn, own) && !majority(turn, own)) {
      own.forgetClaim();
      return true;
    }
    if (!able(turn, own)) {
      own.forgetClaim();
      return true;
    }
    if (own.announcedAt == Times.NEVER) {
      own.announcedAt = turn.now;
      turn.speak = true;
    }
    if (own.candidate <= own.seen) {
      own.candidate = turn.policy.termAbove(Math.max(own.seen, turn.state.disk.term(own.group)));
    }
    boolean secured =
        turn.state.disk.secures(own.group, own.candidate) || !turn.has(Rule.PERSIST_FIRST);
    long due = dueAt(turn, own);
    if (Fencing.wanted(turn, own)) {
      turn.wake(due);
      if (turn.now >= due && secured) {
        Fencing.order(turn, own);
      }
      return true;
    }
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
    if (secured && own.silent) {
      claim(turn, own);
    }
    return true;
  }

  private static boolean sure(Turn turn, Ownership own) {
    return own.alone || turn.state.peer.fenced;
  }

  /// {@return whether this node could take the owner's place (R10, R14)} One that couldn't
  /// announces no majority, which would end the owner's lease for nothing, and fences nobody.
  static boolean able(Turn turn, Ownership own) {
    boolean right = turn.now <= turn.rightUntil() || !turn.has(Rule.RIGHT_ENDS);
    return own.lan && (right || sure(turn, own)) && !Copies.forbidsClaim(turn, own);
  }

  /// {@return the earliest time of a claim}
  private static long dueAt(Turn turn, Ownership own) {
    long due = Math.max(turn.state.quietUntil, own.listenUntil);
    if (turn.state.peer.fenced) {
      return due;
    }
    due = Math.max(due, turn.state.readyAt);
    if (turn.has(Rule.WAIT)) {
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
    boolean fenced = turn.state.peer.fenced;
    boolean alone = own.alone || fenced;
    long instant =
        alone || Electorates.empty(turn, own)
            ? turn.now
            : Evidence.instant(turn, own, turn.now - turn.burst(), true);
    long span = turn.state.kernel.verdict();
    if (instant == Times.NEVER || turn.now >= instant + span) {
      return;
    }
    Ownership.By by = alone ? Ownership.By.ALONE : Ownership.By.DEVICES;
    String why =
        fenced
            ? turn.policy.peer() + " is fenced"
            : alone
                ? "claimed alone by the administrator"
                : "%s is silent for %d ms and the devices agree"
                    .formatted(turn.policy.peer(), turn.silence() / Turn.MILLISECOND);
    Leases.become(turn, own, own.candidate, instant, span, by, why);
    own.sole = alone;
    own.alone = false;
  }
}
