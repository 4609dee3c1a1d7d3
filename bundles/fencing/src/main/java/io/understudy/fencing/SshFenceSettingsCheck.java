package io.understudy.fencing;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of a fence that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + SshFenceSettings.PID)
public final class SshFenceSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> SshFenceSettings.of(values, Path.of("/")));
  }
}
