package io.understudy.hook.command;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.Health;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One service, by the administrator's own commands.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = CommandHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = CommandHookConfiguration.class, factory = true)
public final class CommandHook extends ControlledHook {
  @Activate
  public CommandHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")));
  }

  /// @param home the node's home directory
  CommandHook(Map<String, Object> values, Path home) {
    Path base = home.toAbsolutePath().normalize();
    CommandHookSettings settings = CommandHookSettings.of(values, base);
    super(settings.common(), new CommandControl(settings, base), Health.OF_ITSELF);
  }
}
