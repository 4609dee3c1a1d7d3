package io.understudy.console;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.Rehearsal;
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
import java.util.concurrent.Callable;

/// What there is to see just now, as JSON.
final class Picture {
  private Picture() {}

  static Map<String, Object> status(EngineAccess access) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("at", Instant.now().toString());
    all.putAll(StatusJson.status(access.clusterNow().map(Cluster::view), access));
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
    return judged(() -> SafetyJson.safety(calculator.safety(changes.texts())));
  }

  /// @param fault its kind, or `history`
  /// @param fields how long it lasts, its share, and timing keys
  static Map<String, Object> whatIf(EngineAccess access, String fault, Fields fields) throws Wrong {
    Rehearsal rehearsal = access.rehearsalNow().orElseThrow(Orders::noEngine);
    Map<String, String> changes = fields.texts();
    Optional<String> lasts = Optional.ofNullable(changes.remove("lasts"));
    Optional<String> share = Optional.ofNullable(changes.remove("share"));
    return judged(
        () ->
            fault.equals("history")
                ? SafetyJson.replay(rehearsal.replay(changes))
                : SafetyJson.result(
                    rehearsal.play(changes, SafetyJson.fault(fault, lasts, share))));
  }

  private static Map<String, Object> judged(Callable<Map<String, Object>> question) throws Wrong {
    try {
      return question.call();
    } catch (Settings.Refused refused) {
      SettingsCheck.Objection objection = refused.objection();
      throw new Wrong(400, objection.key(), objection.what(), objection.remedy());
    } catch (IllegalArgumentException wrong) {
      throw new Wrong(400, "", String.valueOf(wrong.getMessage()), "see openapi.json");
    } catch (IllegalStateException busy) {
      throw new Wrong(429, "", String.valueOf(busy.getMessage()), "wait for its end");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new Wrong(503, "", "the web server stops", "try again");
    } catch (Exception defect) {
      throw new IllegalStateException(defect);
    }
  }

  static List<ClusterEvent> events(EngineAccess access, int limit) {
    return access.clusterNow().map(cluster -> cluster.events(limit)).orElse(List.of());
  }
}
