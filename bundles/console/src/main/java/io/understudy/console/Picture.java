package io.understudy.console;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.SafetyCalculator;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.desk.kit.SafetyJson;
import io.understudy.desk.kit.StatusJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What there is to see just now, as JSON.
final class Picture {
  private Picture() {}

  static Map<String, Object> status(EngineAccess access) {
    Optional<ClusterView> view = access.clusterNow().map(Cluster::view);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("at", Instant.now().toString());
    all.putAll(StatusJson.status(view, access.rulesNow(), access.problems(view)));
    return all;
  }

  /// @param after numbers greater than this
  static Map<String, Object> events(EngineAccess access, int limit, long after) {
    List<ClusterEvent> events = events(access, limit);
    return Map.of(
        "events",
        events.stream().filter(event -> event.number() > after).map(StatusJson::event).toList());
  }

  static Map<String, Object> takeovers(EngineAccess access) {
    return Map.of(
        "takeovers",
        Takeovers.of(events(access, 1000)).takeovers().stream()
            .map(Takeovers.Taking::json)
            .toList());
  }

  /// @param changes timing keys with other values than now
  /// @throws Wrong as the file would be refused
  static Map<String, Object> safety(EngineAccess access, Fields changes) throws Wrong {
    SafetyCalculator calculator = access.calculatorNow().orElseThrow(Orders::noEngine);
    try {
      return SafetyJson.safety(calculator.safety(changes.texts()));
    } catch (Settings.Refused refused) {
      SettingsCheck.Objection objection = refused.objection();
      throw new Wrong(400, objection.key(), objection.what(), objection.remedy());
    }
  }

  static List<ClusterEvent> events(EngineAccess access, int limit) {
    return access.clusterNow().map(cluster -> cluster.events(limit)).orElse(List.of());
  }
}
