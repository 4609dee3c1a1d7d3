package io.understudy.linux;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.linux.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + LinuxSettings.PID)
public final class LinuxSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return Settings.objections(() -> LinuxSettings.of(settings));
  }
}
