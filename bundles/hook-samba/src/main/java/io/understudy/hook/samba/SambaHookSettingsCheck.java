package io.understudy.hook.samba;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of a Samba server that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + SambaHookSettings.PID)
public final class SambaHookSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> SambaHookSettings.of(values));
  }
}
