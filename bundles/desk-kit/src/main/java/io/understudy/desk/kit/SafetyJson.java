package io.understudy.desk.kit;

import io.understudy.api.Rehearsal;
import io.understudy.api.Safety;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The answers of `safety --json`, of `what-if --json` and of the API. Keys are only ever added.
public final class SafetyJson {
  private SafetyJson() {}

  public static Map<String, Object> safety(Safety safety) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("takeoverMs", StatusJson.millis(safety.takeover()));
    all.put("parts", safety.parts().stream().map(SafetyJson::part).toList());
    all.put("besides", safety.besides());
    all.put("chances", safety.chances());
    all.put("loss", safety.loss());
    all.put("falsePerDay", safety.falsePerDay());
    all.put("guarantee", StatusJson.guarantee(safety.guarantee()));
    return all;
  }

  private static Map<String, Object> part(Safety.Part part) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("what", part.what());
    all.put("lengthMs", StatusJson.millis(part.length()));
    all.put("decides", part.decides());
    return all;
  }

  public static Map<String, Object> result(Rehearsal.Result result) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("times", result.times());
    all.put("moved", result.moved());
    all.put("medianMs", StatusJson.millis(result.median()));
    all.put("longestMs", StatusJson.millis(result.longest()));
    all.put("bothMs", StatusJson.millis(result.both()));
    return all;
  }

  public static Map<String, Object> replay(Rehearsal.Replay replay) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("since", replay.since().toString());
    all.put("recorded", replay.recorded());
    all.put("harmless", replay.harmless());
    all.put("moves", replay.moves());
    all.put("replayed", replay.replayed().stream().map(SafetyJson::replayed).toList());
    return all;
  }

  private static Map<String, Object> replayed(Rehearsal.Replayed one) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("at", one.at().toString());
    all.put("what", one.what());
    all.put("lengthMs", StatusJson.millis(one.length()));
    all.putAll(result(one.result()));
    return all;
  }

  /// {@return a fault as people name it}
  ///
  /// @param kind like `crash`
  /// @param lasts like `2s`; empty: a second
  /// @param share like `0.4`; empty: 0.2
  /// @throws IllegalArgumentException with a remedy
  public static Rehearsal.Fault fault(String kind, Optional<String> lasts, Optional<String> share) {
    List<String> kinds =
        Stream.of(Rehearsal.Kind.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
    if (!kinds.contains(kind)) {
      throw new IllegalArgumentException(
          "there is no fault '%s'; use one of %s".formatted(kind, String.join(", ", kinds)));
    }
    Settings settings = Settings.of("a fault", Map.of("lasts", lasts.orElse("1s")));
    try {
      return new Rehearsal.Fault(
          Rehearsal.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
          settings.duration("lasts", Duration.ZERO, Duration.ZERO, Rehearsal.Fault.LONGEST),
          share.map(Double::parseDouble).orElse(0.2));
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException(
          "'%s' is no share; use a number from 0 to 1".formatted(share.orElse("")), none);
    } catch (Settings.Refused refused) {
      throw new IllegalArgumentException(
          refused.objection().what() + "; " + refused.objection().remedy(), refused);
    }
  }
}
