package io.understudy.hook.systemd;

import io.understudy.api.Settings;
import io.understudy.api.Words;
import io.understudy.hook.kit.HookSettings;
import io.understudy.hook.kit.UnitControl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One unit, as configured and found good.
///
/// @param timeout for one check
record SystemdHookSettings(
    HookSettings common, String unit, Optional<List<String>> check, Duration timeout) {
  static final String PID = "io.understudy.hook.systemd";

  static SystemdHookSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    // systemd's own time limit
    HookSettings common = HookSettings.of(settings, "db", Duration.ofSeconds(90));
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
    if (timeout.compareTo(common.patience()) > 0) {
      throw settings.refuse(
          "timeout",
          "is longer than patience (" + Settings.words(common.patience()) + ")",
          "make one check shorter than a whole start");
    }
    return new SystemdHookSettings(
        common,
        settings.required("unit", "postgresql.service", UnitControl::name),
        settings.text("check").map(_ -> settings.required("check", "", Words::of)),
        timeout);
  }
}
