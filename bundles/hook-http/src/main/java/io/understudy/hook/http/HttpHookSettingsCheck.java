package io.understudy.hook.http;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of a web server that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + HttpHookSettings.PID)
public final class HttpHookSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> HttpHookSettings.of(values, Path.of("/")));
  }
}
