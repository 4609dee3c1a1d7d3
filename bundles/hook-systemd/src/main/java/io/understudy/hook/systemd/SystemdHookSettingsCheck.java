package io.understudy.hook.systemd;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of a unit that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + SystemdHookSettings.PID)
public final class SystemdHookSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> SystemdHookSettings.of(values));
  }
}
