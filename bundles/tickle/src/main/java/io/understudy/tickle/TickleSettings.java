package io.understudy.tickle;

import io.understudy.api.Settings;
import java.time.Duration;
import java.util.Map;

/// Whether, and how often.
record TickleSettings(boolean enabled, Duration interval) {
  static final String PID = "io.understudy.tickle";

  static TickleSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    return new TickleSettings(
        settings.flag("enabled", true),
        settings.duration(
            "interval", Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(1)));
  }
}
