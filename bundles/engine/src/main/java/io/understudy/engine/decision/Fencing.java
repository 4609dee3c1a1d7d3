package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Fences (R11): when a rival is fenced, what a confirmed fence is worth, and how this node obeys
/// one.
///
/// Of two that fence each other the higher term wins: the other one obeys. Who was refused takes a
/// term above only for its next attempt, and not both at the same moment, or neither would ever
/// obey.
///
/// Whoever obeys gives up its right to claim until the other has heard it again; a victim without
/// power starts without that right (R10). So a confirmed fence lasts until the first beat of the
/// victim, and as long as it lasts nobody else can own anything.
final class Fencing {
  private static final long AGAIN = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DOUBLINGS = 5;

  private Fencing() {}

  /// {@return whether the claim must wait for a fence, or for the end of an attempt}
  static boolean wanted(Turn turn, Ownership own) {
    Peer peer = turn.state.peer;
    if (own.alone || peer.fenced) {
      return false;
    }
    return switch (turn.policyOf(own.group).fencing()) {
      case NONE -> false;
      case ATTEMPT -> !peer.fenceTried;
      case REQUIRE -> true;
    };
  }

  /// Has the peer fenced, for a claim that nothing else holds up.
  static void order(Turn turn, Ownership own) {
    Peer peer = turn.state.peer;
    if (peer.fence != 0) {
      return;
    }
    if (turn.now < peer.fenceAgainAt) {
      turn.wake(peer.fenceAgainAt);
      return;
    }
    if (peer.newerTerm >= own.candidate) {
      own.seen = Math.max(own.seen, peer.newerTerm);
      turn.wake(turn.now); // with the next term above
      return;
    }
    peer.fence = turn.op();
    peer.fenceAt = turn.now;
    Term term = new Term(own.candidate);
    turn.note("fences", own, "%s, with term %s".formatted(turn.policy.peer(), term));
    turn.act(new Action.Fence(own.group, turn.policy.peer(), term, peer.fence));
  }

  static void ended(Turn turn, Event.Fenced fenced) {
    Peer peer = turn.state.peer;
    if (peer.fence != fenced.op()) {
      return;
    }
    peer.fence = 0;
    switch (fenced.outcome()) {
      case Outcome.Done() -> confirmed(turn, "by its fence");
      case Outcome.Failed(var reason) -> failed(turn, reason);
      case Outcome.Unknown(var reason) -> failed(turn, reason);
    }
    peer.newerTerm = fenced.newer().value();
  }

  /// What was heard since the fence began may have given the peer its right to claim back.
  private static void confirmed(Turn turn, String how) {
    Peer peer = turn.state.peer;
    if (peer.echoAt > peer.fenceAt && turn.has(Rule.FENCE_UNTIL_HEARD)) {
      node(turn, "fence-late", "%s is fenced, but was heard again before".formatted(name(turn)));
      return;
    }
    peer.fenced = true;
    peer.fenceError = "";
    node(turn, "fenced", "%s is fenced %s".formatted(name(turn), how));
    for (Ownership own : turn.state.groups.values()) {
      if (own.owner()) {
        own.sole = true;
      }
    }
  }

  private static void failed(Turn turn, String reason) {
    Peer peer = turn.state.peer;
    peer.fenceTried = true;
    peer.fenceError = reason;
    long gap = AGAIN << Math.min(peer.fenceFailures++, MOST_DOUBLINGS);
    peer.fenceAgainAt = turn.now + gap + turn.policy.place() * gap / 2;
    node(turn, "fence-failed", reason);
  }

  /// A beat of the peer is here: whatever fence there was is over.
  static void heard(Turn turn) {
    if (turn.has(Rule.FENCE_UNTIL_HEARD)) {
      turn.state.peer.forgetFence();
    }
  }

  /// The administrator's word.
  static void word(Turn turn, Event.FencedByWord word) {
    Outcome outcome = Outcome.DONE;
    if (!word.node().equals(turn.policy.peer())) {
      outcome = new Outcome.Failed("%s isn't the other node of this one".formatted(word.node()));
    } else if (turn.contact()) {
      outcome =
          new Outcome.Failed(
              "%s isn't off: its beats arrive; use handover, or standby there"
                  .formatted(word.node()));
    } else {
      turn.state.peer.fence = 0;
      turn.state.peer.fenceAt = turn.now;
      confirmed(turn, "by the word of " + word.by());
    }
    turn.act(new Action.Answer(word.request(), outcome));
  }

  /// Obeys a fence of the peer: mute, held, and without the right to claim.
  static void obey(Turn turn, Event.StandDown order) {
    State state = turn.state;
    Ownership asked = state.groups.get(order.group());
    String objection = "";
    if (!order.by().equals(turn.policy.peer())) {
      objection = "%s isn't the other node of this one".formatted(order.by());
    } else if (asked == null) {
      objection = "no group " + order.group();
    } else if (known(turn, asked) > order.term().value() && turn.has(Rule.NEWER_TERM_REFUSES)) {
      objection = "it knows the newer term %d".formatted(known(turn, asked));
    }
    if (asked == null || !objection.isEmpty()) {
      node(turn, "refuses", "a fence by %s: %s".formatted(order.by(), objection));
      turn.act(new Action.Answer(order.request(), new Outcome.Failed(objection)));
      return;
    }
    String why = "fenced by %s with term %s".formatted(order.by(), order.term());
    node(turn, "stands-down", why);
    asked.seen = Math.max(asked.seen, order.term().value());
    state.disk.secures(asked.group, order.term().value());
    if (state.disk.wished.held().isEmpty()) {
      state.disk.wishHeld(
          Optional.of(new ClusterView.Hold(why, order.by().name(), order.at(), true)));
    }
    state.disk.wishPause(Optional.empty());
    if (turn.has(Rule.OBEYED_GIVES_UP)) {
      state.peer.rightFrom = turn.now;
      state.peer.rightSince = Times.NEVER;
    }
    state.peer.fence = 0;
    state.peer.forgetFence();
    for (Ownership own : state.groups.values()) {
      own.forgetClaim();
      own.alone = false;
      own.want = 0;
      if (own.owner()) {
        own.sole = false;
        Handovers.leave(turn, own, why);
      }
    }
    List<Long> obeying = new ArrayList<>(state.obeying);
    obeying.add(order.request());
    state.obeying = List.copyOf(obeying);
    turn.speak = true;
  }

  /// {@return the highest term that this node has anything to do with}
  private static long known(Turn turn, Ownership own) {
    long known = Math.max(own.seen, Math.max(own.term, own.want));
    Durable.GroupRecord wished = turn.state.disk.wished.groups().get(own.group);
    return wished == null ? known : Math.max(known, wished.term().value());
  }

  /// Confirms as soon as everything is mute, the hold is safe and the services have stopped. That
  /// they did not is unknown to whoever asked, and lets it try its next means.
  static void settle(Turn turn) {
    State state = turn.state;
    if (state.obeying.isEmpty()
        || !state.disk.settled() && state.disk.error.isEmpty()
        || state.groups.values().stream().anyMatch(own -> !own.standby() || own.stop != 0)) {
      return;
    }
    Outcome outcome = Outcome.DONE;
    for (Ownership own : state.groups.values()) {
      if (own.unstopped()) {
        outcome = new Outcome.Unknown("%s: %s".formatted(own.group, own.unstopped));
      }
    }
    for (long request : state.obeying) {
      turn.act(new Action.Answer(request, outcome));
    }
    state.obeying = List.of();
  }

  private static void node(Turn turn, String kind, String text) {
    turn.act(new Action.Note(kind, "", text));
  }

  private static String name(Turn turn) {
    return turn.policy.peer().name();
  }
}
