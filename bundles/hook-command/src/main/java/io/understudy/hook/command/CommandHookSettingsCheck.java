package io.understudy.hook.command;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to commands that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + CommandHookSettings.PID)
public final class CommandHookSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> CommandHookSettings.of(values, Path.of("/")));
  }
}
