package io.understudy.alarms;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.alarm.command-*.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + CommandSender.PID)
public final class CommandCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> CommandSender.of(values));
  }
}
