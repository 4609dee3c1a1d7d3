package io.understudy.engine.decision;

import io.understudy.api.Problem;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.List;

/// What is wrong with a group's services beyond what their checks say (R7, R15), with what helps.
final class ServiceProblems {
  private ServiceProblems() {}

  /// {@return whether people must hear of it}
  static boolean worth(Ownership own) {
    return !own.failed.isEmpty() || !own.stuck.isEmpty() || !own.unstopped.isEmpty();
  }

  static void find(Turn turn, Ownership own, List<Problem> found) {
    String group = own.group.name();
    String peer = turn.policy.peer().name();
    if (!own.failed.isEmpty()) {
      found.add(
          new Problem(
              own.owner() ? Problem.Severity.ALARM : Problem.Severity.WARNING,
              group,
              (own.ended
                      ? "it failed on both nodes and is stopped: "
                      : own.owner()
                          ? "it failed here; %s gets it as soon as it can take it: ".formatted(peer)
                          : "it failed here, and isn't chosen again: ")
                  + own.failed,
              "mend it (see the service's own log), then: understudy rejoin" + later(turn, own)));
    }
    if (!own.stuck.isEmpty()) {
      found.add(
          new Problem(
              Problem.Severity.ALARM,
              group,
              "it could not be handed over: " + own.stuck,
              "when that is mended: understudy handover %s %s".formatted(group, peer)));
    }
    if (!own.unstopped.isEmpty()) {
      boolean waits = own.standby() && !owns(turn, own);
      found.add(
          new Problem(
              Problem.Severity.ALARM,
              group,
              (waits
                      ? "%s doesn't get it, because it may still run here: ".formatted(peer)
                      : "its services may still run here: ")
                  + own.unstopped,
              "stop it by hand"
                  + (waits
                      ? "; or power this node off, then on %s: understudy fenced %s"
                              .formatted(peer, turn.policy.self())
                          + " --i-have-checked"
                      : "")));
    }
  }

  private static boolean owns(Turn turn, Ownership own) {
    Beat.Section peer = turn.state.peer.section(own.group);
    return turn.contact() && peer != null && peer.standing() == Beat.Standing.OWNER;
  }

  private static String later(Turn turn, Ownership own) {
    Duration timeout = Failures.failing(turn, own).timeout();
    return timeout.isZero() ? "" : "; or wait: it is forgotten after " + Settings.words(timeout);
  }
}
