package io.understudy.tickle;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.tickle.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + TickleSettings.PID)
public final class TickleSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> settings) {
    return Settings.objections(() -> TickleSettings.of(settings));
  }
}
