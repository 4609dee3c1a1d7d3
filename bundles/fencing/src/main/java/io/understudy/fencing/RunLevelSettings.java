package io.understudy.fencing;

import io.understudy.api.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The run levels, as configured and found good.
///
/// @param standby systemd target of a node that is held
/// @param rejoin systemd target of a node whose hold was lifted
/// @param timeout for one change
record RunLevelSettings(
    Optional<String> standby, Optional<String> rejoin, String systemctl, Duration timeout) {
  static final String PID = "io.understudy.fencing.runlevel";

  private static final Pattern TARGET =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9:_.@\\\\-]{0,246}\\.target");

  static RunLevelSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    return new RunLevelSettings(
        target(settings, "standbyTarget"),
        target(settings, "rejoinTarget"),
        settings.text("systemctl").orElse("systemctl"),
        settings.duration(
            "timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(10)));
  }

  private static Optional<String> target(Settings settings, String key) {
    Optional<String> target = settings.text(key);
    if (target.isPresent() && !TARGET.matcher(target.get()).matches()) {
      throw settings.refuse(
          key, "'" + target.get() + "' is no target", "name one that systemd knows: rescue.target");
    }
    return target;
  }
}
