package io.understudy.engine.decision;

/// Takes the outcomes of orders in; one that isn't awaited any more is dropped.
final class Results {
  private Results() {}

  static void take(Turn turn, Event.Result result) {
    State state = turn.state;
    long op = result.op();
    switch (result) {
      case Event.Persisted persisted -> {
        state.disk.persisted(op);
        turn.speak = true;
      }
      case Event.PersistFailed(var ignored, var reason) -> {
        state.disk.failed(op, reason, turn.now);
        turn.act(new Action.Note("disk", "", "the state can't be written: " + reason));
      }
      case Event.Guarded(var ignored, var outcome) -> {
        if (op == state.guard) {
          Tempos.guarded(turn, outcome);
        }
      }
      case Event.Muted(var group, var ignored, var outcome) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.mute == op) {
          Handovers.muted(turn, own, outcome);
        }
      }
      case Event.AddressProbed(var group, var ignored, var answer) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.probe == op) {
          Claiming.probed(turn, own, answer);
        }
      }
      case Event.Claimed(var group, var term, var ignored, var outcome) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.claim == op) {
          Services.claimed(turn, own, outcome);
        }
      }
      case Event.Released released -> {}
      case Event.ServicesStarted(var group, var term, var ignored, var outcome, var service) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.start == op) {
          Services.started(turn, own, outcome, service);
        }
      }
      case Event.ServiceRestarted(var group, var service, var ignored, var outcome) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.restart == op) {
          Failures.restarted(turn, own, service, outcome);
        }
      }
      case Event.ServicesStopped(var group, var term, var ignored, var outcome) -> {
        Ownership own = state.groups.get(group);
        if (own != null && own.handing != null && own.handing.stopping() == op) {
          Handovers.stopped(turn, own, outcome);
        } else if (own != null && own.stop == op) {
          Services.stopped(turn, own, outcome);
        }
      }
      case Event.Fenced fenced -> Fencing.ended(turn, fenced);
    }
  }
}
