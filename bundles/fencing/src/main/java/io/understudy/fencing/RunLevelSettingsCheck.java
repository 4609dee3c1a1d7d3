package io.understudy.fencing;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to run levels that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + RunLevelSettings.PID)
public final class RunLevelSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> RunLevelSettings.of(values));
  }
}
