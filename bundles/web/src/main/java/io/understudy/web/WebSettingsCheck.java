package io.understudy.web;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Judges io.understudy.web.cfg before it is used.
@Component(property = SettingsCheck.PID + "=" + WebSettings.PID)
public final class WebSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> WebSettings.of(values));
  }
}
