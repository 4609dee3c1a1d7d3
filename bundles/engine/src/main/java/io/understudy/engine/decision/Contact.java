package io.understudy.engine.decision;

import java.util.Optional;

/// Takes beats in: which incarnation is the peer's present one, and which beats count (R2).
final class Contact {
  private Contact() {}

  static void arrived(Turn turn, Event.BeatArrived arrived) {
    State state = turn.state;
    Peer peer = state.peer;
    Beat beat = arrived.beat();
    if (!beat.to().equals(turn.policy.self()) || !beat.from().equals(turn.policy.peer())) {
      return;
    }
    if (!Pausing.mayMeet(turn)) {
      return;
    }
    boolean checked = turn.has(Rule.INCARNATION);
    if (beat.incarnation() != peer.incarnation) {
      if (checked && !proven(turn, beat)) {
        Beats.answerHello(turn, beat);
        return;
      }
      meet(turn, beat);
    }
    for (Event.Copy copy : arrived.copies()) {
      if (copy.incarnation() == peer.incarnation && copy.named() == state.incarnation) {
        way(turn, copy.way(), Math.min(copy.receivedAt(), turn.now));
      }
    }
    if (beat.sequence() <= peer.sequence && turn.has(Rule.SEQUENCE)) {
      again(turn, arrived);
      return;
    }
    peer.sequence = beat.sequence();
    if (checked && beat.named() != state.incarnation) {
      Beats.answerHello(turn, beat);
      return;
    }
    long at = Math.min(arrived.receivedAt(), turn.now);
    peer.echo = beat.stamp();
    peer.echoAt = at;
    Fencing.heard(turn);
    for (Ownership own : state.groups.values()) {
      own.sole = false;
    }
    if (checked && !beat.acquainted()) {
      turn.speak = true;
      return;
    }
    heard(turn, beat, at, arrived.way());
    for (Beat.Section section : beat.sections()) {
      Ownership own = state.groups.get(section.group());
      if (own != null) {
        said(turn, own, beat, section);
      }
    }
  }

  /// {@return whether a beat of an unknown incarnation is of a live one} It must answer a recent
  /// stamp of this life, newer than any that came back before: neither a delayed nor a replayed
  /// beat of a dead incarnation does.
  private static boolean proven(Turn turn, Beat beat) {
    return beat.named() == turn.state.incarnation
        && beat.echo() != Beat.NEVER
        && beat.echo() > turn.state.peer.newestEcho
        && beat.echo() <= turn.now
        && turn.now - beat.echo() <= 4 * turn.regard().lease();
  }

  private static void meet(Turn turn, Beat beat) {
    Peer peer = turn.state.peer;
    peer.incarnation = beat.incarnation();
    peer.metAt = turn.now;
    peer.sequence = -1;
    peer.beat = null;
    peer.echo = Beat.NEVER;
    turn.act(
        new Action.Note(
            "met", "", "met %s, incarnation %x".formatted(beat.from(), beat.incarnation())));
    turn.speak = true;
  }

  private static void heard(Turn turn, Beat beat, long at, Event.Way way) {
    Peer peer = turn.state.peer;
    if (peer.beat == null) {
      turn.speak = true;
    }
    peer.beat = beat;
    turn.arrived = true;
    peer.tempo = beat.tempo();
    peer.heard = at;
    peer.refused = false;
    turn.state.spansKnown = true;
    way(turn, way, at);
    if (beat.echo() != Beat.NEVER) {
      peer.newestEcho = Math.max(peer.newestEcho, Math.min(beat.echo(), turn.now));
      if (beat.echo() >= peer.rightFrom) {
        peer.rightSince = beat.echo();
        peer.rightWindow = beat.regard().window();
      }
    }
    if (beat.maintenance().version() > turn.state.disk.wished.maintenance().version()) {
      turn.state.disk.wishMaintenance(beat.maintenance());
      turn.act(
          new Action.Note(
              "maintenance", "", beat.maintenance().on() ? "on, by the peer" : "off, by the peer"));
    }
  }

  /// The newest beat, come once more by another way: it says nothing new, but that the way is open.
  private static void again(Turn turn, Event.BeatArrived arrived) {
    Beat beat = arrived.beat();
    if (beat.sequence() == turn.state.peer.sequence && beat.named() == turn.state.incarnation) {
      way(turn, arrived.way(), Math.min(arrived.receivedAt(), turn.now));
    }
  }

  private static void way(Turn turn, Event.Way way, long at) {
    switch (way) {
      case Event.Way.Direct(var path) -> {
        turn.state.peer.heardDirect = at;
        turn.state.peer.paths = turn.state.peer.paths.seen(path, at);
      }
      case Event.Way.Reflected(var device) -> turn.state.devices.reflected(device, at);
    }
  }

  private static void said(Turn turn, Ownership own, Beat beat, Beat.Section section) {
    Peer peer = turn.state.peer;
    boolean owns = section.standing() == Beat.Standing.OWNER;
    if (owns && own.owner() && section.term().value() > own.term) {
      turn.note("conflict", own, "%s owns it with the newer term".formatted(beat.from()));
      Handovers.leave(turn, own, "the other owner's term is newer");
    }
    if (section.standing() != Beat.Standing.STANDBY) {
      long remaining =
          turn.has(Rule.LONG_GRANT)
              ? section.remaining()
              : Math.min(section.remaining(), beat.tempo().lease());
      own.promised = Math.max(own.promised, peer.echoAt + turn.timing.claimWait(remaining));
    }
    own.seen = Math.max(own.seen, section.term().value());
    if (!section.unowned()) {
      turn.state.disk.knowOwned(own.group);
    }
    if (owns) {
      own.lastOwner = false;
      own.released = 0;
      own.successor = Optional.empty(); // it is there, and may hand back at once
    }
    if (section.standing() == Beat.Standing.STANDBY
        && section.released().value() >= own.seen
        && section.released().value() > 0) {
      own.promised = Math.min(own.promised, turn.now);
    }
    Leases.granted(turn, own, beat, section.grant());
    Leases.yield(turn, own, beat, section);
    Electorates.heard(turn, own, section);
    own.askedInVain &= section.asks();
    if (section.asks() && own.owner() && own.handing == null && !own.askedInVain) {
      Handovers.begin(turn, own, "asked on %s".formatted(beat.from()), 0);
    }
    if (section.want().value() > 0 && own.standby()) {
      turn.speak = true;
    }
  }
}
