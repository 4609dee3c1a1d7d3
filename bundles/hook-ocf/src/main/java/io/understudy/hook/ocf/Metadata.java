package io.understudy.hook.ocf;

import io.understudy.api.SettingsCheck.Objection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an agent says of itself.
///
/// @param summary what it is, in a line
/// @param actions what it can do, and how long the longest of that name should have
record Metadata(String summary, List<Parameter> parameters, Map<String, Duration> actions) {
  private static final String KEY = "parameters";

  /// @param type as the agent calls it: string, boolean, integer, ...
  /// @param otherwise its default; empty if there is none
  record Parameter(String name, String type, boolean required, String otherwise, String words) {}

  boolean has(String action) {
    return actions.containsKey(action);
  }

  /// {@return what the agent advises; empty if it says nothing}
  Optional<Duration> limit(String action) {
    return Optional.ofNullable(actions.get(action));
  }

  /// {@return how long a whole start or stop may take}
  Duration patience(boolean promoted) {
    Duration up = sum("start", promoted ? "promote" : "");
    Duration down = sum("stop", promoted ? "demote" : "");
    return up.compareTo(down) > 0 ? up : down;
  }

  private Duration sum(String one, String other) {
    return limit(one).orElse(OcfHookSettings.USUAL).plus(limit(other).orElse(Duration.ZERO));
  }

  /// {@return the first thing that speaks against the parameters}
  Optional<Objection> objection(Map<String, String> given) {
    for (String name : given.keySet()) {
      if (parameters.stream().noneMatch(one -> one.name().equals(name))) {
        return Optional.of(
            new Objection(KEY, "the agent knows no '%s'".formatted(name), "it knows " + known()));
      }
    }
    for (Parameter one : parameters) {
      String value = given.getOrDefault(one.name(), "");
      if (one.required() && one.otherwise().isEmpty() && value.isEmpty()) {
        return Optional.of(
            new Objection(
                KEY,
                "'%s' is missing".formatted(one.name()),
                "the agent needs it: " + one.words()));
      }
      if (one.type().equals("integer") && !value.matches("(-?\\d{1,18})?")) {
        return Optional.of(
            new Objection(
                KEY, "'%s' can't be '%s'".formatted(one.name(), value), "write a whole number"));
      }
    }
    return Optional.empty();
  }

  private String known() {
    return parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
  }
}
