package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One step at work: the copy of the state that it changes, and what it wants done.
final class Turn {
  static final long MILLISECOND = Duration.ofMillis(1).toNanos();

  final State state;
  final long now;
  final Policy policy;
  final Timing timing;
  final Set<Rule> rules;
  final List<Action> actions = new ArrayList<>();

  /// Something that beats say has changed: say it at once.
  boolean speak;

  /// A beat of the peer is being taken in.
  boolean arrived;

  /// When the core must be stepped again.
  long wakeAt = Long.MAX_VALUE;

  Turn(State state, long now, Policy policy, Set<Rule> rules) {
    this.state = state;
    this.now = now;
    this.policy = policy;
    this.timing = policy.timing();
    this.rules = rules;
  }

  boolean has(Rule rule) {
    return rules.contains(rule);
  }

  void act(Action action) {
    actions.add(action);
  }

  void note(String kind, Ownership own, String text) {
    actions.add(new Action.Note(kind, own.group.name(), text));
  }

  long op() {
    return ++state.ops;
  }

  void wake(long at) {
    if (at < wakeAt) {
      wakeAt = at;
    }
  }

  Policy.GroupPolicy policyOf(GroupId group) {
    return policy.groups().get(group);
  }

  // Contact.

  long silence() {
    return now - state.peer.heard;
  }

  /// {@return the interval of beats: the shorter of both nodes'}
  long beat() {
    long own = timing.beat().toNanos();
    long theirs = state.peer.tempo.beat();
    return theirs == 0 ? own : Math.min(own, theirs);
  }

  /// {@return the longer of both nodes' intervals, by which silence is judged}
  long slowBeat() {
    return Math.max(timing.beat().toNanos(), state.peer.tempo.beat());
  }

  long burst() {
    return timing.burst().toNanos();
  }

  boolean standbyLate() {
    return silence() > 2 * slowBeat() || state.peer.refused;
  }

  /// {@return whether the peer may be counted on: an election, a handover}
  boolean contact() {
    return state.peer.beat != null && silence() < 4 * slowBeat();
  }

  /// {@return the spans that this node reckons with for the peer (R13)}
  Tempo regard() {
    Tempo own = timing.tempo();
    return has(Rule.LONGEST) ? own.longest(state.peer.tempo) : own;
  }

  /// {@return the longest spans that this node's leases may have}
  Tempo advertised() {
    return state.kernel.longest(timing.tempo());
  }

  /// {@return until when this node may claim without contact (R10)}
  long rightUntil() {
    long window = Math.min(state.peer.rightWindow, timing.tempo().window());
    return state.peer.rightSince + Timing.rightToClaim(window);
  }

  /// {@return whether an administrator forbids this node to own anything}
  boolean held() {
    return state.disk.wished.held().filter(hold -> !hold.automatic()).isPresent();
  }

  /// {@return whether this node is behind a peer that is well (R11)}
  boolean setBack() {
    return state.disk.wished.held().filter(ClusterView.Hold::automatic).isPresent();
  }

  boolean peerSetBack() {
    Beat beat = state.peer.beat;
    return beat != null && beat.setBack();
  }

  boolean maintenance() {
    return state.disk.wished.maintenance().on();
  }

  boolean peerHeld() {
    Beat beat = state.peer.beat;
    return beat != null && beat.held();
  }
}
