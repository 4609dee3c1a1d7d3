package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the engine itself finds wrong, besides what the core and the adapters say.
final class Findings {
  private final Adapters adapters;
  private final Hearing hearing;
  private final Room room;
  private final String corruption;

  /// @param corruption what was wrong with the state file at the start; empty if nothing
  Findings(Adapters adapters, Hearing hearing, Room room, String corruption) {
    this.adapters = adapters;
    this.hearing = hearing;
    this.room = room;
    this.corruption = corruption;
  }

  /// @param required some group isn't taken over without a confirmed fence
  List<Problem> fences(NodeId peer, boolean required) {
    return adapters.fences().problems(peer, required);
  }

  /// @param ignored settings that wait for the next start; empty if none
  List<Problem> of(EngineSettings settings, String ignored) {
    List<Problem> found = new ArrayList<>(hearing.problems());
    found.addAll(room.problems());
    for (HeartbeatPath path : adapters.paths().values()) {
      misled(settings, path).ifPresent(found::add);
    }
    if (!ignored.isEmpty()) {
      found.add(
          new Problem(
              Severity.WARNING,
              EngineSettings.PID + ".cfg",
              ignored + " waits for the next start",
              "hand over, then restart the node; or take the change back"));
    }
    if (!corruption.isEmpty()) {
      found.add(
          new Problem(
              Severity.ALARM,
              "data/cluster.state",
              corruption,
              "check the disk; then rejoin: the node begins without a memory"));
    }
    return found;
  }

  /// A path that leads to nobody of the cluster, or to this node's own name.
  private static Optional<Problem> misled(EngineSettings settings, HeartbeatPath path) {
    boolean self = path.peer().equals(settings.self());
    if (!self && settings.nodes().contains(path.peer())) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Severity.ALARM,
            "path " + path.id(),
            "it leads to '%s', which is %s"
                .formatted(
                    path.peer(),
                    self ? "this node's own name" : "none of nodes = " + settings.nodes()),
            "give each node its own name in %s.cfg, and name the other one in the path's node"
                .formatted(EngineSettings.PID)));
  }

  Problem notBegun() {
    return new Problem(
        Severity.ALARM,
        "engine",
        "it hasn't begun: " + adapters.missing(),
        "see the log for what couldn't start");
  }

  static Problem held(ClusterView.Hold hold) {
    return new Problem(
        Severity.WARNING,
        "standby",
        "this node is held%s since %s by %s: %s"
            .formatted(
                hold.automatic() ? " back, behind a peer that is well," : "",
                hold.at(),
                hold.by(),
                hold.reason()),
        "when that is settled: understudy rejoin");
  }
}
