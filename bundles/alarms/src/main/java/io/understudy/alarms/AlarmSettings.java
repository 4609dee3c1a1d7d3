package io.understudy.alarms;

import io.understudy.api.Problem.Severity;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.Set;

/// What all receivers have.
///
/// @param severity problems below aren't sent
/// @param reminder a problem that lasts is sent again after it; zero: never
/// @param events kinds of the history that are sent too
/// @param timeout of one attempt
record AlarmSettings(
    String name, Severity severity, Duration reminder, Set<String> events, Duration timeout) {

  static AlarmSettings of(Settings settings) {
    return new AlarmSettings(
        settings.required("name", "admin", AlarmSettings::name),
        settings.choice("severity", Severity.WARNING),
        settings.duration("reminder", Duration.ofHours(4), Duration.ZERO, Duration.ofDays(30)),
        settings.values().containsKey("events")
            ? Set.copyOf(settings.list("events"))
            : Set.of("claimed", "conflict", "fences"),
        settings.duration(
            "timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(5)));
  }

  /// {@return under which a receiver reports that it can't be reached}
  String subject() {
    return "alarm receiver " + name;
  }

  private static String name(String text) {
    if (!text.matches("[a-z][a-z0-9-]{0,31}")) {
      throw new IllegalArgumentException(
          "use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter");
    }
    return text;
  }
}
