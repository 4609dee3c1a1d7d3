package io.understudy.hook.imap;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of an IMAP server that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + ImapHookSettings.PID)
public final class ImapHookSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> ImapHookSettings.of(values));
  }
}
