package io.understudy.arbitration;

import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

@Component(property = SettingsCheck.PID + "=" + DeviceConfig.PID)
public final class DeviceCheck implements SettingsCheck {
  @Activate
  public DeviceCheck() {}

  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return DeviceSettings.objections(settings);
  }
}
