package io.understudy.heartbeat;

import io.understudy.api.Reading;
import io.understudy.api.SettingsCheck.Objection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The settings of [SealConfig].
record KeySettings(KeyFile file) {
  /// @throws IllegalArgumentException naming PID, key, value and remedy
  static KeySettings of(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    KeyFile file = file(reading);
    reading.refuse();
    return new KeySettings(Objects.requireNonNull(file));
  }

  /// Asks for a file that can be used right now.
  static List<Objection> objections(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    KeyFile file = file(reading);
    if (file != null) {
      try {
        file.read();
      } catch (KeyFile.Unusable e) {
        reading.object("key", String.valueOf(e.getMessage()), e.remedy());
      }
    }
    return reading.objections();
  }

  private static @Nullable KeyFile file(Reading reading) {
    return reading.required("key", "name the file with the cluster's key", KeyFile::parse);
  }
}
