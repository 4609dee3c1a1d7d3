package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Optional;

/// The ways out of ownership. Handover: the successor is asked for its term, the services stop, the
/// address is muted and that is confirmed, then the farewell with the grant leaves in one beat
/// (R7). Surrender: muted at once, services afterwards, no successor.
final class Handovers {
  private static final long ASKED = Duration.ofSeconds(2).toNanos();
  private static final long AWAITED = Duration.ofSeconds(5).toNanos();
  private static final long IN_VAIN = Duration.ofSeconds(30).toNanos();
  private static final int MOST_DOUBLINGS = 6;
  private static final long AGAIN = Duration.ofMillis(100).toNanos();

  private Handovers() {}

  /// Begins to hand over to the peer.
  ///
  /// @param request to be answered; 0: none
  /// @return why not; empty if it has begun
  static String begin(Turn turn, Ownership own, String why, long request) {
    String to = turn.policy.peer().name();
    if (!own.owner()) {
      return "this node doesn't own " + own.group;
    }
    if (own.handing != null) {
      return "it is being handed over already: " + own.handing.why();
    }
    if (!turn.contact()) {
      return "no contact with " + to + ": see its paths in status";
    }
    if (turn.peerHeld()) {
      return to + " is held in standby: let it rejoin first";
    }
    own.handing = new Ownership.Handing(turn.policy.peer(), why, request, turn.now, 0);
    own.stuck = "";
    turn.speak = true;
    turn.note("hands-over", own, "to %s: %s".formatted(to, why));
    return "";
  }

  static void settle(Turn turn, Ownership own) {
    switch (own.phase) {
      case STARTING -> {
        if (own.mute == 0 && turn.now >= own.muteAgainAt) {
          mute(turn, own);
          Services.stop(turn, own);
        }
      }
      case OWNER -> hand(turn, own);
      case LEAVING -> {
        if (own.mute == 0 && turn.now >= own.muteAgainAt) {
          mute(turn, own);
        }
      }
      case STANDBY -> await(turn, own);
    }
    if (own.mute == 0 && own.phase != Ownership.Phase.OWNER && !own.standby()) {
      turn.wake(own.muteAgainAt);
    }
  }

  private static void hand(Turn turn, Ownership own) {
    Ownership.Handing handing = own.handing;
    if (handing == null || handing.stopping() != 0) {
      return;
    }
    if (!turn.contact() || turn.now - handing.since() > ASKED) {
      abort(turn, own, "%s did not ask for it in time".formatted(handing.to()));
      return;
    }
    if (!Pausing.cleared(turn)) {
      return;
    }
    Beat.Section peer = turn.state.peer.section(own.group);
    if (peer == null || peer.want().value() <= own.seen) {
      return;
    }
    if (turn.state.disk.secures(own.group, peer.want().value())) {
      own.handing = handing.stopping(turn.op());
      own.restart = 0;
      own.start = 0;
      own.stop = 0;
      turn.act(
          new Action.StopServices(
              own.group, new Term(own.term), Optional.of(handing.to()), own.handing.stopping()));
    }
  }

  static void stopped(Turn turn, Ownership own, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done() -> {
        Ownership.Handing handing = own.handing;
        if (handing != null) {
          own.successor = Optional.of(handing.to());
          own.awaiting = handing.request();
          own.handing = null;
          own.phase = Ownership.Phase.LEAVING;
          mute(turn, own);
        }
      }
      case Outcome.Failed(var reason) -> inVain(turn, own, reason);
      case Outcome.Unknown(var reason) -> inVain(turn, own, reason);
    }
  }

  /// The services were stopped for nothing, or their data not brought: nothing moves by itself for
  /// a while, longer each time, or the services would be stopped again and again.
  private static void inVain(Turn turn, Ownership own, String why) {
    own.askedInVain = true;
    own.stuck = why;
    long pause = IN_VAIN << Math.min(own.inVain++, MOST_DOUBLINGS);
    turn.state.moveNotBefore = Math.max(turn.state.moveNotBefore, turn.now + pause);
    abort(turn, own, why);
  }

  private static void abort(Turn turn, Ownership own, String why) {
    Ownership.Handing handing = own.handing;
    if (handing == null) {
      return;
    }
    own.handing = null;
    own.kept = why;
    turn.speak = true;
    turn.note("keeps", own, "not handed over: " + why);
    if (handing.request() != 0) {
      turn.act(new Action.Answer(handing.request(), new Outcome.Failed(why)));
    }
    if (handing.stopping() != 0) {
      own.started = false;
      own.start = 0;
    }
  }

  /// Gives the ownership up at once.
  static void leave(Turn turn, Ownership own, String why) {
    abort(turn, own, why);
    own.phase = Ownership.Phase.LEAVING;
    own.successor = Optional.empty();
    turn.note("surrenders", own, why);
    mute(turn, own);
    Services.stop(turn, own);
    turn.state.devices.forgetBursts();
  }

  private static void mute(Turn turn, Ownership own) {
    own.mute = turn.op();
    own.muteBound = own.until;
    own.leftAt = turn.now;
    turn.speak = true;
    turn.act(new Action.Mute(own.group, own.mute));
    if (!turn.has(Rule.CONFIRMED_MUTE)) {
      left(turn, own);
    }
  }

  static void muted(Turn turn, Ownership own, Outcome outcome) {
    own.mute = 0;
    switch (outcome) {
      case Outcome.Done() -> left(turn, own);
      case Outcome.Failed(var reason) -> unmuted(turn, own, reason);
      case Outcome.Unknown(var reason) -> unmuted(turn, own, reason);
    }
  }

  private static void unmuted(Turn turn, Ownership own, String reason) {
    if (own.muteAgainAt == Times.NEVER) {
      turn.note("unmuted", own, "its address can't be muted: " + reason);
    }
    own.muteAgainAt = turn.now + AGAIN;
  }

  private static void left(Turn turn, Ownership own) {
    boolean owned = own.phase == Ownership.Phase.LEAVING;
    own.released = owned ? own.term : turn.state.disk.term(own.group);
    own.phase = Ownership.Phase.STANDBY;
    own.muteAgainAt = Times.NEVER;
    own.leftAt = turn.now;
    own.lastOwner = owned && own.successor.isEmpty();
    own.until = Times.NEVER;
    own.stuck = "";
    own.sick = ""; // the checks say what is sick on a standby
    Failures.left(own);
    if (!turn.has(Rule.FAILED_HERE)) {
      Failures.clear(turn, own);
    }
    own.forgetClaim();
    turn.speak = true;
    turn.act(new Action.Release(own.group, turn.op()));
    turn.note("standby", own, owned ? "mute" : "mute, after the start");
  }

  /// Tells the administrator how a handover ended. One that this node asked for ends elsewhere:
  /// that the peer owns the group is its beginning.
  private static void await(Turn turn, Ownership own) {
    if (own.awaiting == 0 || own.asks) {
      return;
    }
    Beat.Section peer = turn.state.peer.section(own.group);
    if (peer != null && peer.standing() == Beat.Standing.OWNER) {
      turn.act(new Action.Answer(own.awaiting, Outcome.DONE));
      own.awaiting = 0;
    } else if (turn.now - own.leftAt > AWAITED) {
      turn.act(
          new Action.Answer(
              own.awaiting,
              new Outcome.Unknown(
                  "given away, but %s has not said that it took it"
                      .formatted(turn.policy.peer()))));
      own.awaiting = 0;
    }
  }
}
