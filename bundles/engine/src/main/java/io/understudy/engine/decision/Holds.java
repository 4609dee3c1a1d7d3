package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import java.util.Optional;

/// What keeps this node back (R11): an administrator's hold forbids it to own anything, an
/// automatic one (a fence, too many failures) only puts it behind a peer that owns and is well.
final class Holds {
  private Holds() {}

  /// Sets this node back by itself; an order of an administrator stays as it is.
  static void setBack(Turn turn, ClusterView.Hold hold) {
    if (turn.state.disk.wished.held().isEmpty()) {
      turn.state.disk.wishHeld(Optional.of(hold));
      turn.speak = true;
      turn.act(new Action.Note("held", "", "by %s: %s".formatted(hold.by(), hold.reason())));
    }
  }

  static void rejoin(Turn turn, Event.Rejoin order) {
    State state = turn.state;
    for (Ownership own : state.groups.values()) {
      Failures.pardon(turn, own, "ordered by the administrator");
    }
    boolean claimed = state.groups.values().stream().anyMatch(Ownership::moving);
    if (state.disk.wished.held().isEmpty()) {
      turn.act(new Action.Answer(order.request(), Outcome.DONE));
    } else if (!order.withoutPeer() && !turn.contact()) {
      fail(
          turn,
          order,
          ("no contact with %s: whether it owns anything isn't known; bring a path back, or if %s"
                  + " is gone for good: understudy rejoin --without-peer")
              .formatted(turn.policy.peer(), turn.policy.peer()));
    } else if (claimed) {
      fail(turn, order, "it isn't through with giving up its addresses: see the events");
    } else {
      lift(turn, "the hold is lifted");
      Commands.untilSafe(turn, order.request());
    }
  }

  private static void fail(Turn turn, Event.Rejoin order, String why) {
    turn.act(new Action.Answer(order.request(), new Outcome.Failed(why)));
  }

  private static void lift(Turn turn, String why) {
    turn.state.disk.wishHeld(Optional.empty());
    turn.speak = true;
    turn.act(new Action.Note("rejoins", "", why));
  }

  /// Rejoins by itself after a quiet time, if that is set.
  static void settle(Turn turn) {
    State state = turn.state;
    long after = turn.policy.rejoinAfter().toNanos();
    if (after == 0 || !turn.setBack() || !quiet(turn)) {
      state.quietSince = Times.NEVER;
      return;
    }
    if (state.quietSince == Times.NEVER) {
      state.quietSince = turn.now;
    }
    if (turn.now - state.quietSince >= after) {
      state.quietSince = Times.NEVER;
      lift(turn, "by itself, after a quiet time");
    } else {
      turn.wake(state.quietSince + after);
    }
  }

  /// In contact, nothing on the move, nothing wrong here.
  private static boolean quiet(Turn turn) {
    return turn.contact()
        && turn.state.groups.values().stream()
            .noneMatch(own -> own.moving() || own.unfit() || !own.sick.isEmpty());
  }
}
