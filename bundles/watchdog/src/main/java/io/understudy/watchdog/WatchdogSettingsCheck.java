package io.understudy.watchdog;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.watchdog.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + WatchdogSettings.PID)
public final class WatchdogSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> WatchdogSettings.of(values));
  }
}
