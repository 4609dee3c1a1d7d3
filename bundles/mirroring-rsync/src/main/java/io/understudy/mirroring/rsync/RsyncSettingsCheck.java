package io.understudy.mirroring.rsync;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings that couldn't be used.
@Component(property = SettingsCheck.PID + "=" + RsyncSettings.PID)
public final class RsyncSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> RsyncSettings.of(values));
  }
}
