package io.understudy.heartbeat;

import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

@Component(property = SettingsCheck.PID + "=" + SealConfig.PID)
public final class KeyCheck implements SettingsCheck {
  @Activate
  public KeyCheck() {}

  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return KeySettings.objections(settings);
  }
}
