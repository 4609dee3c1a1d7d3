package io.understudy.engine.decision;

import java.util.Set;

/// The decision core: a pure function. No IO, no clock, no threads, no logging.
///
/// Each event is taken in; then every rule looks at what is known now. So a rule never depends on
/// which event came last, and what was lost is made good by the next beat.
public final class Core {
  private final Set<Rule> rules;

  public Core() {
    this(Rule.ALL);
  }

  Core(Set<Rule> rules) {
    this.rules = rules;
  }

  /// @param now the raw clock (CLOCK_MONOTONIC_RAW, nanoseconds), read after a ticket was armed
  ///     (R1); never less than in the step before
  public Step step(State state, Event event, long now, Policy policy) {
    Turn turn = new Turn(state.copy(), now, policy, rules);
    before(turn);
    take(turn, event);
    settle(turn);
    return new Step(turn.state, turn.actions, turn.wakeAt, Resting.of(turn));
  }

  /// The lease before anything else.
  private static void before(Turn turn) {
    State state = turn.state;
    state.lastStep = turn.now;
    Stalls.notice(turn, turn.now - state.lastTick);
    for (Ownership own : state.groups.values()) {
      Leases.lapse(turn, own);
    }
  }

  private static void take(Turn turn, Event event) {
    State state = turn.state;
    switch (event) {
      case Event.Tick() -> {}
      case Event.BeatArrived arrived -> Contact.arrived(turn, arrived);
      case Event.DeviceAnswered(var device, var stamp) -> state.devices.answered(device, stamp);
      case Event.PeerRefused() -> state.peer.refused = true;
      case Event.Stalled(var gap) -> Stalls.notice(turn, gap);
      case Event.PolicyChanged() -> Tempos.policyChanged(turn);
      case Event.DevicesChanged(var available) ->
          state.devices.available(available, turn.now + Evidence.REST_WINDOW);
      case Event.LanChanged(var group, var usable) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.lan != usable) {
          own.lan = usable;
          turn.speak = true;
          turn.note("lan", own, usable ? "its LAN device is back" : "its LAN device is unusable");
        }
      }
      case Event.ServicesChecked(var group, var sick) -> {
        Ownership own = state.groups.get(group);
        if (own != null && !own.sick.equals(sick)) {
          own.sick = sick;
          turn.speak = true;
          turn.note("services", own, sick.isEmpty() ? "its services are well" : sick);
        }
      }
      case Event.ServiceFailed found -> Failures.found(turn, found);
      case Event.CopyTooOld(var group, var reason) -> Copies.take(turn, group, reason);
      case Event.Conflict(var group, var who) -> {
        Ownership own = state.groups.get(group);
        if (own != null) {
          turn.note("conflict", own, who + " answers for an address of this group");
        }
      }
      case Event.SetBack(var hold) -> Holds.setBack(turn, hold);
      case Event.Result result -> Results.take(turn, result);
      case Event.Command command -> Commands.take(turn, command);
    }
  }

  private static void settle(Turn turn) {
    State state = turn.state;
    Tempos.settle(turn);
    Evidence.scan(turn);
    boolean late = turn.now < state.scanUntil || turn.now < state.joinUntil;
    for (Ownership own : state.groups.values()) {
      late |= Leases.settle(turn, own);
      Copies.settle(turn, own);
      late |= Claiming.settle(turn, own);
      Elections.settle(turn, own);
      Electorates.settle(turn, own);
      Failures.settle(turn, own);
      Scores.settle(turn, own);
      Handovers.settle(turn, own);
      Services.settle(turn, own);
    }
    Pausing.settle(turn);
    Commands.settle(turn);
    Fencing.settle(turn);
    Holds.settle(turn);
    Beats.settle(turn, late);
    state.disk.flush(turn);
    for (Ownership own : state.groups.values()) {
      Leases.renew(turn, own);
    }
    Problems.settle(turn);
    turn.wake(state.disk.wakeAt());
  }
}
