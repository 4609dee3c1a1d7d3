package io.understudy.hook.systemd;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.Health;
import io.understudy.hook.kit.UnitControl;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One systemd unit. It runs if systemd calls it active and the check, where there is one, ends
/// well.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = SystemdHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = SystemdHookConfiguration.class, factory = true)
public final class SystemdHook extends ControlledHook {
  @Activate
  public SystemdHook(Map<String, Object> values) {
    this(values, "systemctl");
  }

  /// @param systemctl the program, or what stands for it in tests
  SystemdHook(Map<String, Object> values, String systemctl) {
    SystemdHookSettings settings = SystemdHookSettings.of(values);
    super(
        settings.common(),
        new UnitControl(systemctl, settings.unit()),
        settings
            .check()
            .<Health>map(words -> () -> ailment(Call.of(words), settings.timeout()))
            .orElse(Health.OF_ITSELF));
  }

  private static Optional<String> ailment(Call check, Duration limit) throws InterruptedException {
    return switch (check.run(limit)) {
      case Call.Answer.Ended(int exit, String _) when exit == 0 -> Optional.empty();
      case Call.Answer.Ended ended -> Optional.of("check: " + ended);
      case Call.Answer.Killed(String reason) -> Optional.of("check: " + reason);
      case Call.Answer.Unstartable(String reason) -> Optional.of("check: " + reason);
    };
  }
}
