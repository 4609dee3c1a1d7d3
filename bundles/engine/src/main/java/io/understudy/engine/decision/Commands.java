package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What administrators order. Nothing is forced.
final class Commands {
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  /// This node is on its way into standby.
  record StandbyWish(long request, ClusterView.Hold hold) {}

  private Commands() {}

  static void take(Turn turn, Event.Command command) {
    switch (command) {
      case Event.Handover(var request, var group, var to) -> handover(turn, request, group, to);
      case Event.Standby(var request, var hold) -> standby(turn, request, hold);
      case Event.Rejoin order -> Holds.rejoin(turn, order);
      case Event.StandDown order -> Fencing.obey(turn, order);
      case Event.FencedByWord word -> Fencing.word(turn, word);
      case Event.Maintain(var request, var on) -> {
        Beat.Maintenance now = turn.state.disk.wished.maintenance();
        turn.state.disk.wishMaintenance(new Beat.Maintenance(on, now.version() + 1));
        turn.speak = true;
        turn.act(new Action.Note("maintenance", "", on ? "on" : "off"));
        untilSafe(turn, request);
      }
      case Event.ClaimAlone(var request, var group) -> claimAlone(turn, request, group);
      case Event.Pause pause -> Pausing.begin(turn, pause);
    }
  }

  private static void fail(Turn turn, long request, String why) {
    turn.act(new Action.Answer(request, new Outcome.Failed(why)));
  }

  static void untilSafe(Turn turn, long request) {
    List<Long> more = new ArrayList<>(turn.state.untilSafe);
    more.add(request);
    turn.state.untilSafe = List.copyOf(more);
  }

  private static void handover(Turn turn, long request, GroupId group, NodeId to) {
    Ownership own = turn.state.groups.get(group);
    if (own == null) {
      fail(turn, request, "no group " + group);
      return;
    }
    Beat.Section peer = turn.state.peer.section(group);
    boolean theirs =
        turn.contact() && peer != null && peer.standing() == Beat.Standing.OWNER && !own.owner();
    if (!turn.policy.nodes().contains(to)) {
      fail(turn, request, "no node " + to);
    } else if (to.equals(turn.policy.self())) {
      if (own.owner()) {
        turn.act(new Action.Answer(request, Outcome.DONE));
      } else if (turn.held() || turn.setBack()) {
        fail(turn, request, to + " is held in standby: let it rejoin first");
      } else if (own.awaiting != 0 || !theirs && !Copies.mayBeTold(turn, own, peer)) {
        fail(turn, request, "its owner isn't in contact, or it is on the move already");
      } else {
        own.asks = true;
        own.awaiting = request;
        own.asksUntil = turn.now + PATIENCE;
        turn.speak = true;
      }
    } else if (theirs) {
      turn.act(new Action.Answer(request, Outcome.DONE));
    } else if (turn.peerSetBack()) {
      fail(turn, request, to + " is held in standby: let it rejoin first");
    } else {
      String why = Handovers.begin(turn, own, "ordered by the administrator", request);
      if (!why.isEmpty()) {
        fail(turn, request, why);
      }
    }
  }

  private static void standby(Turn turn, long request, ClusterView.Hold hold) {
    State state = turn.state;
    boolean owner = state.groups.values().stream().anyMatch(Ownership::owner);
    if (state.standbyWish.isPresent()) {
      fail(turn, request, "this node is on its way into standby already");
      return;
    }
    if (owner && (!turn.contact() || turn.peerHeld())) {
      fail(
          turn,
          request,
          "%s can't take over (no contact, or held): services would stop"
              .formatted(turn.policy.peer()));
      return;
    }
    state.disk.wishHeld(Optional.of(hold));
    state.standbyWish = Optional.of(new StandbyWish(request, hold));
    turn.speak = true;
    turn.act(new Action.Note("held", "", "by %s: %s".formatted(hold.by(), hold.reason())));
    for (Ownership own : state.groups.values()) {
      if (own.owner() && own.handing == null) {
        own.kept = Handovers.begin(turn, own, "this node goes into standby: " + hold.reason(), 0);
      }
    }
  }

  private static void claimAlone(Turn turn, long request, GroupId group) {
    Ownership own = turn.state.groups.get(group);
    if (own == null) {
      fail(turn, request, "no group " + group);
    } else if (own.owner()) {
      turn.act(new Action.Answer(request, Outcome.DONE));
    } else if (turn.contact()) {
      fail(turn, request, "in contact with %s: use handover".formatted(turn.policy.peer()));
    } else if (turn.held()) {
      fail(turn, request, "this node is held in standby: rejoin first");
    } else if (own.alone) {
      fail(turn, request, "it is being claimed already");
    } else {
      own.alone = true;
      own.aloneRequest = request;
      own.aloneUntil = turn.now + PATIENCE + turn.timing.claimWait().toNanos();
    }
  }

  static void settle(Turn turn) {
    State state = turn.state;
    if (!state.untilSafe.isEmpty() && (state.disk.settled() || !state.disk.error.isEmpty())) {
      Outcome outcome =
          state.disk.settled()
              ? Outcome.DONE
              : new Outcome.Failed(
                  "in force, but lost by a restart: the state can't be written: "
                      + state.disk.error);
      state.untilSafe.forEach(request -> turn.act(new Action.Answer(request, outcome)));
      state.untilSafe = List.of();
    }
    state.standbyWish.ifPresent(wish -> settle(turn, wish));
    for (Ownership own : state.groups.values()) {
      settleAlone(turn, own);
      settleAsking(turn, own);
    }
  }

  private static void settle(Turn turn, StandbyWish wish) {
    State state = turn.state;
    for (Ownership own : state.groups.values()) {
      if (own.owner() && own.handing == null) {
        state.disk.wishHeld(Optional.empty());
        state.standbyWish = Optional.empty();
        fail(
            turn,
            wish.request(),
            "%s could not be handed over: %s"
                .formatted(own.group, own.kept.isEmpty() ? "see the events" : own.kept));
        return;
      }
      if (!own.standby()) {
        return;
      }
    }
    state.standbyWish = Optional.empty();
    untilSafe(turn, wish.request());
  }

  private static void settleAlone(Turn turn, Ownership own) {
    if (own.aloneRequest == 0) {
      return;
    }
    if (own.owner()) {
      turn.act(new Action.Answer(own.aloneRequest, Outcome.DONE));
    } else if (turn.contact()) {
      fail(turn, own.aloneRequest, "%s is back in contact".formatted(turn.policy.peer()));
    } else if (turn.now > own.aloneUntil) {
      fail(turn, own.aloneRequest, "not in time: see mayClaim in status and the events");
    } else {
      turn.wake(own.aloneUntil + 1);
      return;
    }
    own.aloneRequest = 0;
    own.alone = false;
  }

  private static void settleAsking(Turn turn, Ownership own) {
    if (!own.asks) {
      return;
    }
    if (own.owner()) {
      turn.act(new Action.Answer(own.awaiting, Outcome.DONE));
    } else if (turn.now > own.asksUntil && !Elections.called(turn, own)) {
      fail(turn, own.awaiting, "%s did not hand over in time".formatted(turn.policy.peer()));
    } else {
      return;
    }
    own.asks = false;
    own.awaiting = 0;
    turn.speak = true;
  }
}
