package io.understudy.engine.decision;

import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is wrong, said whenever that changes.
final class Problems {
  /// By then nodes that see their devices have agreed on them.
  private static final long AGREED = Duration.ofSeconds(30).toNanos();

  private Problems() {}

  static void settle(Turn turn) {
    State state = turn.state;
    List<Problem> found = List.of();
    if (any(turn)) {
      found = find(turn);
    }
    if (!found.equals(state.problems)) {
      state.problems = found;
      turn.act(new Action.Problems(found));
    }
  }

  private static boolean any(Turn turn) {
    State state = turn.state;
    boolean any =
        !state.disk.error.isEmpty()
            || !state.guardError.isEmpty()
            || !state.peer.fenceError.isEmpty();
    for (Ownership own : state.groups.values()) {
      any |=
          own.unfit()
              || !own.sick.isEmpty()
              || ServiceProblems.worth(own)
              || own.sole
              || own.muteAgainAt != Times.NEVER
              || abandoned(turn, own)
              || unjudged(turn, own)
              || Copies.worth(own);
    }
    return any;
  }

  /// {@return whether nobody may own the group as far as this node knows, and it may not claim it
  /// by itself (R10)}
  private static boolean abandoned(Turn turn, Ownership own) {
    return own.standby()
        && !turn.held()
        && !turn.contact()
        && turn.now >= turn.state.readyAt
        && turn.now > turn.rightUntil();
  }

  /// {@return whether no device could judge if the owner vanished, long after that should be
  // agreed}
  private static boolean unjudged(Turn turn, Ownership own) {
    Policy.GroupPolicy policy = turn.policyOf(own.group);
    return own.standby()
        && turn.contact()
        && turn.now - turn.state.startedAt > AGREED
        && !policy.blind()
        && policy.fencing() != Policy.Fencing.REQUIRE
        && Electorates.empty(turn, own);
  }

  private static List<Problem> find(Turn turn) {
    State state = turn.state;
    List<Problem> found = new ArrayList<>();
    if (!state.disk.error.isEmpty()) {
      found.add(
          alarm(
              "data/",
              "the state can't be written (%s): this node can't take anything over"
                  .formatted(state.disk.error),
              "make room on the disk, check its permissions"));
    }
    if (!state.guardError.isEmpty()) {
      found.add(
          new Problem(
              Problem.Severity.WARNING,
              "timing",
              "the kernel keeps its old spans: " + state.guardError,
              "see the events; it is tried again every second"));
    }
    if (!state.peer.fenceError.isEmpty()) {
      NodeId peer = turn.policy.peer();
      found.add(
          alarm(
              "fencing of " + peer,
              "it failed: " + state.peer.fenceError + "; groups that require it aren't taken over",
              "repair the fence (understudy fence-test); if %s is certainly off: understudy fenced %s"
                      .formatted(peer, peer)
                  + " --i-have-checked"));
    }
    for (Ownership own : state.groups.values()) {
      String group = own.group.name();
      ServiceProblems.find(turn, own, found);
      if (!own.sick.isEmpty() && own.failed.isEmpty()) {
        found.add(alarm(group, own.sick, "see the service's own log"));
      }
      if (!own.claimError.isEmpty()) {
        found.add(alarm(group, own.claimError, "check its LAN device"));
      }
      if (!own.lan) {
        found.add(alarm(group, "its LAN device is unusable", "check cable and device"));
      }
      if (own.muteAgainAt != Times.NEVER) {
        found.add(alarm(group, "its address can't be muted", "see the events"));
      }
      if (abandoned(turn, own)) {
        found.add(
            alarm(
                group,
                "no contact with %s for too long, or none since the start: this node doesn't take it"
                        .formatted(turn.policy.peer())
                    + " by itself",
                "start %s; if it is dead: understudy claim %s --alone"
                    .formatted(turn.policy.peer(), group)));
      }
      if (unjudged(turn, own)) {
        found.add(
            new Problem(
                Problem.Severity.WARNING,
                group,
                "no reference device has a vote: this node doesn't take it over by itself",
                "see in status which devices both nodes reach, and which reflect; or set up"
                    + " fencing"));
      }
      if (Copies.worth(own)) {
        found.add(Copies.problem(turn, own));
      }
      if (own.sole) {
        found.add(
            alarm(
                group,
                "owned alone: no contact with %s".formatted(turn.policy.peer()),
                "bring %s back; until then nobody takes over".formatted(turn.policy.peer())));
      }
    }
    return List.copyOf(found);
  }

  private static Problem alarm(String subject, String what, String remedy) {
    return new Problem(Problem.Severity.ALARM, subject, what, remedy);
  }
}
