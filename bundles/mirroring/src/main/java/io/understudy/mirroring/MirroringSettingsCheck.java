package io.understudy.mirroring;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.mirroring.link.ClusterKey;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/// Objects to settings of mirroring that couldn't be carried out.
@Component(property = SettingsCheck.PID + "=" + MirroringSettings.PID)
public final class MirroringSettingsCheck implements SettingsCheck {
  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(
        () -> {
          MirroringSettings read = MirroringSettings.of(values, Home.path());
          try {
            ClusterKey.read(read.key());
          } catch (ClusterKey.Unusable e) {
            throw Settings.of(MirroringSettings.PID, values)
                .refuse("key", String.valueOf(e.getMessage()), e.remedy());
          }
        });
  }
}
