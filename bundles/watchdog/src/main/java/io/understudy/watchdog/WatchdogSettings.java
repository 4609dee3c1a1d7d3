package io.understudy.watchdog;

import io.understudy.api.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which watchdog is fed.
///
/// @param device empty: none
/// @param timeout whole seconds
record WatchdogSettings(Optional<Path> device, Duration timeout) {
  static final String PID = "io.understudy.watchdog";

  static WatchdogSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMinutes(5));
    if (timeout.toNanosPart() != 0) {
      throw settings.refuse(
          "timeout",
          "'%s' is no whole number of seconds".formatted(Settings.words(timeout)),
          "a device counts seconds: 10s");
    }
    return new WatchdogSettings(
        Optional.ofNullable(settings.value("device", WatchdogSettings::absolute, null)), timeout);
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("give the full path of a device, like /dev/watchdog");
    }
    return path;
  }
}
