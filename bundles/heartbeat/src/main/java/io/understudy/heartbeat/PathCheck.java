package io.understudy.heartbeat;

import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

@Component(property = SettingsCheck.PID + "=" + PathConfig.PID)
public final class PathCheck implements SettingsCheck {
  @Activate
  public PathCheck() {}

  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return PathSettings.objections(settings);
  }
}
