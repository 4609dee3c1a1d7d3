package io.understudy.alarms;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.alarm.mail-*.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + MailSender.PID)
public final class MailCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> MailSender.of(values));
  }
}
