package io.understudy.fencing.agent;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.api.SettingsCheck.Objection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/// Objects to settings of an agent that couldn't be carried out. Once an agent has told its
/// parameters the check is registered anew, which makes the settings guard judge again.
@Component(
    service = {},
    immediate = true)
public final class AgentSettingsCheck {
  private final BundleContext context;
  private final AgentCatalog catalog;
  private final AutoCloseable listening;
  private ServiceRegistration<SettingsCheck> registration;
  private boolean closed;

  @Activate
  public AgentSettingsCheck(BundleContext context, @Reference AgentCatalog catalog) {
    this.context = context;
    this.catalog = catalog;
    this.registration = register();
    this.listening = catalog.listen(this::renew);
  }

  private ServiceRegistration<SettingsCheck> register() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(SettingsCheck.PID, AgentSettings.PID);
    Path home = Path.of(System.getProperty("understudy.home", ".")).toAbsolutePath();
    // A new object each time: the guard tells checks apart by identity.
    SettingsCheck check =
        new SettingsCheck() {
          @Override
          public List<Objection> check(Map<String, Object> values) {
            return objections(values, home, catalog);
          }

          @Override
          public Map<String, List<String>> choices() {
            return Map.of("agent", AgentSettings.installed());
          }
        };
    return context.registerService(SettingsCheck.class, check, properties);
  }

  /// The old one first: two of them would say everything twice.
  private synchronized void renew() {
    if (!closed) {
      registration.unregister();
      registration = register();
    }
  }

  @Deactivate
  public void close() throws Exception {
    listening.close();
    synchronized (this) {
      closed = true;
      registration.unregister();
    }
  }

  static List<Objection> objections(Map<String, ?> values, Path home, AgentCatalog catalog) {
    List<Objection> objections = new ArrayList<>();
    objections.addAll(
        Settings.objections(
            () -> {
              AgentSettings settings = AgentSettings.of(values, home);
              catalog
                  .find(settings.program())
                  .ifPresent(
                      known ->
                          objections.addAll(
                              known.objections(settings.parameters(), secrets(settings))));
            }));
    return List.copyOf(objections);
  }

  private static Set<String> secrets(AgentSettings settings) {
    try {
      return settings.passwordFile().isEmpty()
          ? Set.of()
          : Secrets.read(settings.passwordFile().get()).values().keySet();
    } catch (Secrets.Unusable refusedAlready) {
      return Set.of();
    }
  }
}
