package io.understudy.engine.decision;

import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import java.util.Optional;

/// The lease of an owner: what renews it, and what ends it (R1, R2, R4, R10).
final class Leases {
  private Leases() {}

  /// R2: the latest over all grants, each counted from the stamp that it echoes.
  static void granted(Turn turn, Ownership own, Beat beat, Beat.Grant grant) {
    if (grant.term().equals(Term.NONE) || beat.echo() == Beat.NEVER || beat.echo() > turn.now) {
      return;
    }
    long stamp = turn.has(Rule.COUNT_FROM_STAMP) ? beat.echo() : turn.now;
    long span = Math.min(grant.lease(), turn.advertised().lease());
    if (own.owner() && grant.term().value() == own.term) {
      if (stamp > own.grantedAt) {
        own.grantedAt = stamp;
        if (grant.lease() >= turn.advertised().lease()) {
          own.grantTicket = stamp;
        }
      }
      extend(own, stamp + span, Ownership.By.GRANT);
      if (turn.now - own.grantedAt < 3 * turn.slowBeat()) {
        own.yielding = false;
      }
      Pausing.granted(turn, own, stamp, grant);
    } else if (own.standby()
        && own.want > 0
        && grant.term().value() == own.want
        && turn.now < stamp + span
        && stamp >= own.wantedAt) {
      become(turn, own, own.want, stamp, span, Ownership.By.GRANT, "granted by " + beat.from());
    }
  }

  /// R4: the peer doesn't hear this owner and would claim.
  static void yield(Turn turn, Ownership own, Beat beat, Beat.Section section) {
    if (!own.owner()
        || section.standing() == Beat.Standing.OWNER
        || beat.age() <= 2 * turn.slowBeat()
        || !beat.majority()) {
      return;
    }
    own.yielding = true;
    if (own.by == Ownership.By.DEVICES || own.by == Ownership.By.ALONE) {
      Handovers.leave(turn, own, "%s doesn't hear it and has a majority".formatted(beat.from()));
    }
  }

  /// R4: a lapsed lease is final.
  static void lapse(Turn turn, Ownership own) {
    if (own.owner() && turn.now >= own.until && !own.sole && turn.has(Rule.LAPSE_IS_FINAL)) {
      Handovers.leave(turn, own, "its lease is over");
    }
  }

  /// Renews by devices while grants are late.
  ///
  /// @return whether bursts are needed (R3)
  static boolean settle(Turn turn, Ownership own) {
    if (!own.owner() || muting(own)) {
      return false;
    }
    raise(turn, own);
    turn.wake(own.until);
    if (own.sole) {
      own.verdictTicket = turn.now;
      own.until = Math.max(own.until, turn.now + turn.state.kernel.verdict());
      own.by = Ownership.By.ALONE;
      return false;
    }
    long lateAt = own.grantedAt + 3 * turn.slowBeat();
    if (turn.now <= lateAt && !turn.state.peer.refused) {
      own.lateSince = Times.NEVER;
      turn.wake(lateAt + 1);
      return false;
    }
    if (own.lateSince == Times.NEVER) {
      own.lateSince = turn.now;
    }
    if (!own.yielding && turn.state.spansKnown) {
      boolean needless = turn.state.devices.atLeastHalf(0, Electorates.binding(turn, own));
      long instant = needless ? turn.now : Evidence.instant(turn, own, turn.now, false);
      if (instant > own.verdictTicket) {
        own.verdictTicket = instant;
        extend(own, instant + turn.state.kernel.verdict(), Ownership.By.DEVICES);
      }
    }
    long untilSole = Timing.untilSole(turn.regard().window());
    if (turn.now - turn.state.peer.echoAt > untilSole && turn.now - own.lateSince > untilSole) {
      own.sole = true;
      turn.note("alone", own, "no contact for so long that nobody else may claim it");
    }
    return true;
  }

  /// R8: an owner that hears of a higher term takes a still higher one.
  private static void raise(Turn turn, Ownership own) {
    if (own.seen <= own.term || own.handing != null) {
      return;
    }
    if (own.candidate <= own.seen) {
      own.candidate = turn.policy.termAbove(Math.max(own.seen, turn.state.disk.term(own.group)));
    }
    if (turn.state.disk.secures(own.group, own.candidate) || !turn.has(Rule.PERSIST_FIRST)) {
      own.term = own.candidate;
      own.seen = own.candidate;
      turn.speak = true;
      turn.note("term", own, "took term %d above one that it heard of".formatted(own.term));
    }
  }

  private static void extend(Ownership own, long until, Ownership.By by) {
    if (until > own.until) {
      own.until = until;
      own.by = by;
    }
  }

  /// Makes this node the owner.
  static void become(
      Turn turn, Ownership own, long term, long stamp, long span, Ownership.By by, String why) {
    boolean granted = by == Ownership.By.GRANT;
    own.phase = Ownership.Phase.OWNER;
    own.term = term;
    own.seen = Math.max(own.seen, term);
    own.until = stamp + span;
    own.by = by;
    own.grantedAt = granted ? stamp : Times.NEVER;
    own.grantTicket = granted ? stamp : Times.NEVER;
    own.verdictTicket = granted ? Times.NEVER : stamp;
    own.pauseTicket = Times.NEVER;
    own.pauseHeld = false;
    own.heldUntil = Times.NEVER;
    own.heldByTicket = Long.MAX_VALUE;
    own.lateSince = granted ? Times.NEVER : turn.now;
    own.yielding = false;
    own.released = 0;
    own.successor = Optional.empty();
    own.want = 0;
    own.handing = null;
    own.proposal = null;
    own.considered = null;
    own.lastOwner = true;
    turn.state.disk.knowOwned(own.group);
    own.worseSince = Times.NEVER;
    own.scannedWorseSince = Times.NEVER;
    own.forgetClaim();
    turn.speak = true;
    turn.note("claimed", own, "owner with term %d, %s".formatted(term, why));
    Services.forget(turn, own);
  }

  static boolean muting(Ownership own) {
    return own.mute != 0;
  }

  /// Lets the kernel hold the addresses on, by the best ticket there is. Never by one that would
  /// hold them for shorter than they are held already.
  static void renew(Turn turn, Ownership own) {
    if (!own.owner() || muting(own)) {
      return;
    }
    if (turn.now > own.heldByTicket) {
      own.heldUntil = Times.NEVER;
    } else if (own.heldByTicket != Long.MAX_VALUE && own.heldKind == Lease.Kind.PAUSE) {
      own.pauseHeld = true;
    }
    own.heldByTicket = Long.MAX_VALUE;
    if (!renew(turn, own, own.pauseTicket, Lease.Kind.PAUSE)
        && !renew(turn, own, own.grantTicket, Lease.Kind.GRANT)) {
      renew(turn, own, own.verdictTicket, Lease.Kind.VERDICT);
    }
  }

  private static boolean renew(Turn turn, Ownership own, long stamp, Lease.Kind kind) {
    Lease.Span span = turn.state.guarding.span(kind);
    long last =
        turn.has(Rule.TICKET) || stamp == Times.NEVER ? stamp + span.ticket().toNanos() : own.until;
    long until = turn.now + span.hold().toNanos() * 9 / 10;
    if (turn.now > last || until <= own.heldUntil) {
      return false;
    }
    own.heldUntil = until;
    own.heldByTicket = last;
    own.heldKind = kind;
    turn.act(new Action.Renew(own.group, turn.has(Rule.TICKET) ? stamp : turn.now, kind));
    return true;
  }
}
