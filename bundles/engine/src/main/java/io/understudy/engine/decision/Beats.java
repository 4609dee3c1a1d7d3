package io.understudy.engine.decision;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says what this node knows.
final class Beats {
  private Beats() {}

  /// Sends what is due. While contact is late: beats and pings in bursts (R3), beats by way of the
  /// devices too (R6).
  static void settle(Turn turn, boolean late) {
    State state = turn.state;
    boolean answer = answers(turn);
    boolean due = turn.now >= state.nextBeat || late && !state.bursting || answer;
    if (late && !state.bursting) {
      state.burstingSince = turn.now;
    }
    state.bursting = late;
    boolean reflect = late || deaf(turn);
    if (due) {
      boolean rest = turn.now >= state.nextRest;
      if (rest) {
        state.nextRest = turn.now + Evidence.REST;
      }
      if (rest || late) {
        state.devices.pinged(turn.now);
        turn.act(new Action.Ping(turn.now));
      }
      long slack = answer && !late ? turn.beat() / 8 : 0;
      state.lastBeat = turn.now;
      state.nextBeat = turn.now + (late ? turn.burst() : turn.beat()) + slack;
      send(turn, reflect || rest);
    } else {
      if (turn.speak) {
        send(turn, reflect);
      }
      if (follows(turn)) {
        // The own beat left just before: the next one shall be an answer.
        state.nextBeat = Math.max(state.nextBeat, turn.now + turn.beat() * 9 / 8);
      }
    }
    turn.wake(state.nextBeat);
  }

  /// A standby whose beat is about due sends it as answer to the owner's: the grants in it are as
  /// fresh as can be, and it costs one wake-up instead of two. The next one is due a little later
  /// than a beat, so that the owner's comes first.
  private static boolean answers(Turn turn) {
    State state = turn.state;
    long half = turn.beat() / 2;
    return follows(turn)
        && (state.nextBeat - turn.now <= half || turn.now - state.lastBeat >= half);
  }

  /// {@return whether a beat arrived at a node that leaves it to the other one when they are sent}
  private static boolean follows(Turn turn) {
    State state = turn.state;
    if (!turn.arrived) {
      return false;
    }
    for (Ownership own : state.groups.values()) {
      if (own.owner()) {
        return false;
      }
    }
    return true;
  }

  private static boolean deaf(Turn turn) {
    long patience = 3 * turn.slowBeat();
    Beat beat = turn.state.peer.beat;
    return turn.now - turn.state.peer.heardDirect > patience
        || beat != null && beat.directAge() > patience;
  }

  /// A hello is answered at once, so that its sender can prove to be alive; it changes nothing.
  static void answerHello(Turn turn, Beat hello) {
    turn.act(
        new Action.SendBeat(
            beat(turn, hello.incarnation(), false, hello.stamp(), List.of()), deaf(turn)));
  }

  private static void send(Turn turn, boolean reflect) {
    Peer peer = turn.state.peer;
    List<Beat.Section> sections = new ArrayList<>(turn.state.groups.size());
    for (Ownership own : turn.state.groups.values()) {
      sections.add(section(turn, own));
    }
    Beat beat = beat(turn, peer.incarnation, peer.incarnation != 0, peer.echo, sections);
    turn.act(new Action.SendBeat(beat, reflect && turn.has(Rule.REFLECT)));
  }

  private static Beat beat(
      Turn turn, long named, boolean acquainted, long echo, List<Beat.Section> sections) {
    State state = turn.state;
    Peer peer = state.peer;
    Devices devices = state.devices;
    return new Beat(
        turn.policy.self(),
        turn.policy.peer(),
        state.incarnation,
        named,
        acquainted,
        ++state.sequence,
        turn.now,
        echo,
        turn.advertised(),
        turn.regard(),
        age(turn, peer.heard),
        age(turn, peer.heardDirect),
        majority(turn),
        turn.held(),
        turn.setBack(),
        state.disk.wished.maintenance(),
        devices.unsure(turn.now),
        turn.now < state.scanUntil,
        devices.set(Evidence.reachedAtRest(turn)),
        devices.set(Evidence.reflecting(turn)),
        state.bursting ? devices.set(Evidence.present(turn)) : Set.of(),
        state.stall,
        sections);
  }

  private static long age(Turn turn, long heard) {
    return heard == Times.NEVER ? Beat.NEVER : turn.now - heard;
  }

  /// R5: announced in every beat, and rather too early than too late.
  private static boolean majority(Turn turn) {
    if (turn.held()) {
      return false;
    }
    State state = turn.state;
    long reached = state.devices.reachedSince(turn.now - 4 * turn.burst());
    for (Ownership own : state.groups.values()) {
      if (own.announcedAt != Times.NEVER
          || own.standby()
              && Claiming.able(turn, own)
              && Evidence.moreThanHalf(turn, own, reached)) {
        return true;
      }
    }
    return false;
  }

  private static Beat.Section section(Turn turn, Ownership own) {
    Beat.Grant grant = Elections.grant(turn, own);
    Beat.Standing standing =
        switch (own.phase) {
          case STARTING, LEAVING -> Beat.Standing.LEAVING;
          case OWNER -> Beat.Standing.OWNER;
          case STANDBY -> Beat.Standing.STANDBY;
        };
    long end = own.owner() ? own.until : own.muteBound;
    Optional<NodeId> successor =
        own.handing != null ? Optional.of(own.handing.to()) : own.successor;
    return new Beat.Section(
        own.group,
        standing,
        new Term(own.owner() ? own.term : own.seen),
        standing == Beat.Standing.STANDBY ? 0 : Math.max(0, end - turn.now),
        grant,
        new Term(own.want),
        new Term(own.released),
        successor,
        own.lastOwner,
        own.asks,
        own.unfit() || Copies.forbidsElection(turn, own),
        Pausing.asks(turn, own),
        !own.failed.isEmpty(),
        own.unstopped(),
        !turn.state.disk.owned(own.group),
        Electorates.versions(Electorates.binding(turn, own)),
        Optional.ofNullable(own.proposal));
  }
}
