package io.understudy.hook.ocf;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.Health;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/// One service, by a resource agent of the Open Cluster Framework.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = OcfHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = OcfHookConfiguration.class, factory = true)
public final class OcfHook extends ControlledHook {
  @Activate
  public OcfHook(Map<String, Object> values, @Reference AgentCatalog catalog) {
    this(values, Path.of(System.getProperty("understudy.home", ".")), Agent.ROOT, catalog);
  }

  /// @param home the node's home directory
  /// @param root where agents are
  OcfHook(Map<String, Object> values, Path home, Path root, AgentCatalog catalog) {
    OcfHookSettings settings = OcfHookSettings.of(values, root, catalog::read);
    Agent agent = settings.agent();
    super(
        settings.common(),
        new OcfControl(
            settings,
            new AgentCalls(
                agent,
                settings.common().name(),
                settings.parameters(),
                home.toAbsolutePath().normalize()),
            () -> catalog.read(agent).filter(known -> known.has("validate-all")).isPresent()),
        Health.OF_ITSELF);
  }
}
