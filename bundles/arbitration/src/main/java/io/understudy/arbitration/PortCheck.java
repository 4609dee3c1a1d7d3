package io.understudy.arbitration;

import io.understudy.api.Interfaces;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

@Component(property = SettingsCheck.PID + "=" + PortConfig.PID)
public final class PortCheck implements SettingsCheck {
  @Activate
  public PortCheck() {}

  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return PortSettings.objections(settings);
  }

  @Override
  public Map<String, List<String>> choices() {
    return Map.of("interface", Interfaces.names());
  }
}
