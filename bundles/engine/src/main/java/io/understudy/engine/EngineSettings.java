package io.understudy.engine;

import io.understudy.api.NodeId;
import io.understudy.api.Settings;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `io.understudy.engine.cfg`, read.
///
/// @param self this node
/// @param nodes every node of the cluster, this one included
/// @param checkInterval between two checks of the services
/// @param checkFailures how many failed checks in a row are one failure of a service
/// @param rejoinAfter quiet time after which an automatic hold is lifted; zero: never
/// @param failures so many failures within `failureWindow` set this node back; 0: never
/// @param fenceTestInterval between two tests of each fence
record EngineSettings(
    NodeId self,
    List<NodeId> nodes,
    Timing timing,
    Duration checkInterval,
    int checkFailures,
    Duration rejoinAfter,
    int failures,
    Duration failureWindow,
    Duration fenceTestInterval) {
  static final String PID = "io.understudy.engine";

  private static final Duration MS = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// The keys that make the timing.
  private static final List<String> TIMING =
      List.of(
          "profile", "beat", "burst", "lease", "verdictLease", "pauseLease", "margin", "window");

  private enum Profile {
    DEFAULT(Timing.DEFAULT),
    FAST(Timing.FAST),
    WAN(Timing.WAN);

    final Timing timing;

    Profile(Timing timing) {
      this.timing = timing;
    }
  }

  /// @throws Settings.Refused naming key, value and remedy
  static EngineSettings of(Map<String, ?> properties) {
    Settings settings = Settings.of(PID, properties);
    NodeId self = settings.required("node", "a", NodeId::new);
    List<NodeId> nodes = settings.list("nodes", NodeId::new).stream().sorted().toList();
    if (nodes.size() != 2 || nodes.getFirst().equals(nodes.getLast())) {
      throw settings.refuse(
          "nodes",
          nodes + " can't be a cluster",
          "name two different nodes, like a, b; this version runs clusters of exactly two");
    }
    if (!nodes.contains(self)) {
      throw settings.refuse(
          "node", "'" + self + "' isn't among nodes = " + nodes, "name one of them");
    }
    return new EngineSettings(
        self,
        nodes,
        timing(settings),
        settings.duration("checkInterval", Duration.ofSeconds(1), MS.multipliedBy(100), DAY),
        settings.number("checkFailures", 3, 1, 100),
        settings.duration("rejoinAfter", Duration.ZERO, Duration.ZERO, DAY),
        settings.number("failures", 3, 0, 100),
        settings.duration("failureWindow", Duration.ofMinutes(10), Duration.ofSeconds(1), DAY),
        settings.duration("fenceTestInterval", Duration.ofHours(1), Duration.ofSeconds(1), DAY));
  }

  /// {@return the timing that these settings would give with some keys changed}
  ///
  /// @throws Settings.Refused as if the file said so
  static Timing proposed(Map<String, ?> properties, Map<String, String> changes) {
    Map<String, Object> proposed = new HashMap<>(properties);
    proposed.putAll(changes);
    Settings settings = Settings.of(PID, proposed);
    for (String key : changes.keySet()) {
      if (!TIMING.contains(key)) {
        throw settings.refuse(
            key, "this is no setting of the timing", "use one of " + String.join(", ", TIMING));
      }
    }
    return timing(settings);
  }

  private static Timing timing(Settings settings) {
    Timing base = settings.choice("profile", Profile.DEFAULT).timing;
    try {
      return new Timing(
          base.profile(),
          settings.duration("beat", base.beat(), MS, DAY),
          settings.duration("burst", base.burst(), MS, DAY),
          settings.duration("lease", base.lease(), MS, DAY),
          settings.duration("verdictLease", base.verdict(), MS, DAY),
          settings.duration("pauseLease", base.pause(), MS, DAY),
          settings.duration("margin", base.margin(), MS, DAY),
          settings.duration("window", base.window(), MS, DAY));
    } catch (Settings.Refused refused) {
      throw refused;
    } catch (IllegalArgumentException arithmetic) {
      throw settings.refuse(
          "beat, burst, lease, verdictLease, pauseLease, margin, window",
          arithmetic.getMessage(),
          "change one of them, or leave them out and choose a profile");
    }
  }

  /// {@return the same settings for another identity}
  EngineSettings as(EngineSettings identity) {
    return new EngineSettings(
        identity.self,
        identity.nodes,
        timing,
        checkInterval,
        checkFailures,
        rejoinAfter,
        failures,
        failureWindow,
        fenceTestInterval);
  }

  /// {@return whether both describe the same node of the same cluster}
  boolean sameIdentity(EngineSettings other) {
    return self.equals(other.self) && nodes.equals(other.nodes);
  }
}
