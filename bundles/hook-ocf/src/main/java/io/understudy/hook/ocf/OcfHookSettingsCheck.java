package io.understudy.hook.ocf;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Objects to parameters that the agent doesn't know, to those it misses, and to what couldn't be
/// carried out.
@Component(property = SettingsCheck.PID + "=" + OcfHookSettings.PID)
public final class OcfHookSettingsCheck implements SettingsCheck {
  private final AgentCatalog catalog;

  @Activate
  public OcfHookSettingsCheck(@Reference AgentCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> OcfHookSettings.of(values, Agent.ROOT, catalog::read));
  }

  @Override
  public Map<String, List<String>> choices() {
    return Map.of("agent", Agent.all(Agent.ROOT));
  }
}
