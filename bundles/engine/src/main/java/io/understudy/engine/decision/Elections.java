package io.understudy.engine.decision;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Optional;

/// Who shall own a group when the nodes are in contact and nobody does: by grant, without any
/// device (R7). And what this node grants.
final class Elections {
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private Elections() {}

  static void settle(Turn turn, Ownership own) {
    State state = turn.state;
    Beat.Section peer = state.peer.section(own.group);
    if (!own.standby() || turn.held() || !turn.contact() || peer == null) {
      own.want = 0;
      return;
    }
    boolean called = called(turn, own);
    if (peer.standing() != Beat.Standing.STANDBY && !called) {
      own.want = 0;
      return;
    }
    if (turn.now < state.quietUntil && own.want == 0 || turn.now < state.readyAt) {
      return;
    }
    if (own.successor.isPresent() && turn.now - own.leftAt > FRESH) {
      own.successor = Optional.empty();
    }
    if (own.want != 0 && peer.want().value() != 0 && turn.policy.place() > 0) {
      own.want = 0;
      own.wantAgainAt = turn.now + 12 * turn.slowBeat();
      return;
    }
    if (turn.now < own.wantAgainAt) {
      return;
    }
    if (!preferred(turn, own, peer, called)) {
      own.want = 0;
      return;
    }
    long known = Math.max(own.seen, peer.term().value());
    if (own.want <= known) {
      own.want = 0;
      if (own.candidate <= known) {
        own.candidate = turn.policy.termAbove(Math.max(known, state.disk.term(own.group)));
      }
      if (state.disk.secures(own.group, own.candidate) || !turn.has(Rule.PERSIST_FIRST)) {
        own.want = own.candidate;
        own.wantedAt = turn.now;
        turn.speak = true;
      }
    }
  }

  /// {@return whether the peer hands over to this node, or has}
  static boolean called(Turn turn, Ownership own) {
    Beat.Section peer = turn.state.peer.section(own.group);
    return turn.contact()
        && peer != null
        && peer.successor().filter(turn.policy.self()::equals).isPresent();
  }

  private static boolean preferred(Turn turn, Ownership own, Beat.Section peer, boolean called) {
    NodeId self = turn.policy.self();
    if (peer.unstopped() && turn.has(Rule.STOPPED_FIRST)) {
      return false;
    }
    boolean fresh = own.successor.isPresent() && !own.successor.get().equals(self);
    if (fresh && !turn.peerHeld()) {
      return false;
    }
    if (called) {
      return true;
    }
    if (Copies.forbidsElection(turn, own)) {
      return false;
    }
    if (own.unstopped() && own.term != 0 && turn.has(Rule.STOPPED_FIRST)) {
      return true; // nobody else may
    }
    if (turn.peerHeld() || Copies.waitedInVain(turn, own, peer)) {
      return true;
    }
    if (own.unfit() != peer.unfit()) {
      return peer.unfit();
    }
    if (turn.setBack() != turn.peerSetBack()) {
      return turn.peerSetBack();
    }
    if (own.lastOwner != peer.lastOwner()) {
      return own.lastOwner;
    }
    return turn.policy.place() == 0;
  }

  /// What this node grants to the peer in the beat that is being made. Its promise is noted before
  /// the grant leaves (R2).
  static Beat.Grant grant(Turn turn, Ownership own) {
    State state = turn.state;
    Peer peer = state.peer;
    Beat.Section section = peer.section(own.group);
    Tempo regard = turn.regard();
    if (!own.standby()
        || own.probe != 0
        || turn.now < state.readyAt
        || peer.echo == Beat.NEVER
        || section == null
        || turn.silence() >= regard.lease()) {
      return Beat.Grant.NONE;
    }
    long want = section.want().value();
    long term;
    if (section.standing() == Beat.Standing.OWNER) {
      term = section.term().value();
    } else if (section.standing() == Beat.Standing.STANDBY
        && own.want == 0
        && !(own.unstopped() && turn.has(Rule.STOPPED_FIRST))
        && (want > own.seen || want != 0 && want == own.seen && want == own.granted)) {
      term = want;
    } else {
      return Beat.Grant.NONE;
    }
    if (!state.disk.secures(own.group, term) && turn.has(Rule.PERSIST_FIRST)) {
      return Beat.Grant.NONE;
    }
    boolean pause = section.pause();
    long span = pause && turn.has(Rule.LONG_GRANT) ? regard.pause() : regard.lease();
    own.promised = Math.max(own.promised, peer.echoAt + turn.timing.claimWait(span));
    own.seen = Math.max(own.seen, term);
    own.granted = term;
    return new Beat.Grant(new Term(term), regard.lease(), pause ? regard.pause() : 0);
  }
}
