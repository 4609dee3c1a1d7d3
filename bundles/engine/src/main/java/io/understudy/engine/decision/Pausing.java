package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Planned pauses (R12): a long grant, held by the kernel and recorded on the disk, carries the
/// ownership through the end of this engine into the next one.
final class Pausing {
  /// A pause that an administrator or a bundle's replacement asked for.
  ///
  /// @param ahead by how much CLOCK_BOOTTIME is ahead of the raw clock
  /// @param record what was given to the disk; empty: the long grants are still awaited
  record Wish(
      long request,
      String what,
      String bootId,
      long ahead,
      long since,
      Optional<Durable.Pause> record) {}

  private Pausing() {}

  /// Whether the beats ask for a long grant.
  static boolean asks(Turn turn, Ownership own) {
    return own.owner() && turn.state.pausing.isPresent() && !own.pauseHeld;
  }

  static void begin(Turn turn, Event.Pause order) {
    State state = turn.state;
    if (state.pausing.isPresent()) {
      fail(turn, "another pause was asked for");
    }
    for (Ownership own : state.groups.values()) {
      own.pauseHeld = false;
      own.pauseTicket = Times.NEVER;
    }
    long ahead = order.boottime() - turn.now;
    state.pausing =
        Optional.of(
            new Wish(
                order.request(), order.what(), order.bootId(), ahead, turn.now, Optional.empty()));
    turn.speak = true;
  }

  /// A grant arrived.
  static void granted(Turn turn, Ownership own, long stamp, Beat.Grant grant) {
    if (turn.state.pausing.isPresent()
        && turn.state.guard == 0
        && stamp >= turn.state.pausing.get().since()
        && grant.pause() >= turn.advertised().pause()) {
      own.pauseTicket = stamp;
      extend(turn, own, stamp);
    }
  }

  private static void extend(Turn turn, Ownership own, long stamp) {
    long until = stamp + turn.state.kernel.pause();
    if (until > own.until) {
      own.until = until;
      own.by = own.sole ? Ownership.By.ALONE : Ownership.By.PAUSE;
    }
  }

  static void settle(Turn turn) {
    State state = turn.state;
    if (state.pausing.isEmpty()) {
      if (state.disk.wished.pause().isPresent() && turn.now > state.pauseEnd) {
        state.disk.wishPause(Optional.empty());
      }
      return;
    }
    Wish wish = state.pausing.get();
    if (turn.now - wish.since() > 5 * turn.regard().lease()) {
      fail(turn, "no long grant by %s in time".formatted(turn.policy.peer()));
      return;
    }
    turn.wake(wish.since() + 5 * turn.regard().lease() + 1);
    if (wish.record().isPresent()) {
      if (state.disk.safe.pause().equals(wish.record())) {
        state.pausing = Optional.empty();
        turn.act(new Action.Note("pauses", "", wish.what()));
        turn.act(new Action.Answer(wish.request(), Outcome.DONE));
      }
      return;
    }
    Map<GroupId, Term> terms = new HashMap<>();
    long end = Long.MAX_VALUE;
    boolean alone = true;
    for (Ownership own : state.groups.values()) {
      if (!own.owner()) {
        continue;
      }
      if (own.handing != null) {
        fail(turn, own.group + " is being handed over");
        return;
      }
      if (own.sole && own.pauseTicket == Times.NEVER) {
        own.pauseTicket = turn.now;
        extend(turn, own, turn.now);
      }
      if (!own.pauseHeld) {
        return;
      }
      terms.put(own.group, new Term(own.term));
      end = Math.min(end, own.pauseTicket + state.kernel.pause());
      alone &= own.sole;
    }
    if (terms.isEmpty()) {
      state.pausing = Optional.empty();
      turn.act(new Action.Answer(wish.request(), Outcome.DONE));
      return;
    }
    Durable.Pause record =
        new Durable.Pause(
            wish.bootId(),
            end + wish.ahead(),
            terms,
            alone,
            turn.regard().longest(turn.advertised()));
    state.pauseEnd = end;
    state.disk.wishPause(Optional.of(record));
    state.pausing =
        Optional.of(
            new Wish(
                wish.request(),
                wish.what(),
                wish.bootId(),
                wish.ahead(),
                wish.since(),
                Optional.of(record)));
  }

  private static void fail(Turn turn, String why) {
    State state = turn.state;
    Wish wish = state.pausing.orElseThrow();
    state.pausing = Optional.empty();
    state.disk.wishPause(Optional.empty());
    for (Ownership own : state.groups.values()) {
      own.pauseTicket = Times.NEVER;
    }
    turn.act(new Action.Note("pause-refused", "", wish.what() + ": " + why));
    turn.act(new Action.Answer(wish.request(), new Outcome.Failed(why)));
  }

  /// {@return whether contact may begin} Not while a record on the disk says that this node owns
  /// its groups alone: with contact the peer may claim again, and the next engine must know that.
  static boolean mayMeet(Turn turn) {
    State state = turn.state;
    if (turn.now > state.pauseEnd
        || !alone(state.disk.safe.pause()) && !alone(state.disk.wished.pause())) {
      return true;
    }
    if (state.pausing.isPresent()) {
      fail(turn, "%s is back".formatted(turn.policy.peer()));
    }
    state.disk.wishPause(Optional.empty());
    return false;
  }

  private static boolean alone(Optional<Durable.Pause> pause) {
    return pause.isPresent() && pause.get().alone();
  }

  /// {@return whether no record on the disk could make this node an owner again} Before a farewell.
  static boolean cleared(Turn turn) {
    State state = turn.state;
    if (state.pausing.isPresent()) {
      return false;
    }
    if (state.disk.wished.pause().isPresent()) {
      state.disk.wishPause(Optional.empty());
    }
    return state.disk.safe.pause().isEmpty();
  }

  /// A new engine goes on with what the one before it kept.
  static void adopt(State state, long now, String bootId, long boottime) {
    Optional<Durable.Pause> recorded = state.disk.safe.pause();
    if (recorded.isEmpty()) {
      return;
    }
    state.disk.wishPause(Optional.empty());
    Durable.Pause pause = recorded.get();
    long remaining = pause.deadline() - boottime;
    if (!pause.bootId().equals(bootId)
        || remaining <= 0
        || remaining > pause.tempo().pause()
        || state.disk.safe.held().filter(hold -> !hold.automatic()).isPresent()) {
      return;
    }
    state.spansKnown = state.kernel.within(pause.tempo());
    state.peer.tempo = pause.tempo();
    for (Ownership own : state.groups.values()) {
      Term term = pause.terms().get(own.group);
      if (term == null || term.value() != state.disk.term(own.group)) {
        continue;
      }
      own.phase = Ownership.Phase.OWNER;
      own.term = term.value();
      own.until = now + remaining;
      own.by = Ownership.By.PAUSE;
      own.heldUntil = now + (remaining - pause.tempo().lease()) * 9 / 10;
      own.lateSince = now;
      own.sole = pause.alone();
      own.lastOwner = true;
    }
  }
}
