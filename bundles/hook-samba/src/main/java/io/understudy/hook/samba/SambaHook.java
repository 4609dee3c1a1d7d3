package io.understudy.hook.samba;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.ConfigTest;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.TestedControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One Samba server. It runs if smbd is there and negotiates with a client.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = SambaHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = SambaHookConfiguration.class, factory = true)
public final class SambaHook extends ControlledHook {
  private static final Duration TESTING = Duration.ofSeconds(10);

  @Activate
  public SambaHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")));
  }

  /// @param home the node's home directory
  SambaHook(Map<String, Object> values, Path home) {
    SambaHookSettings settings = SambaHookSettings.of(values);
    Path base = home.toAbsolutePath().normalize();
    Place place = Place.of(base, settings.hook().name());
    SmbHealth health = new SmbHealth(settings.first(), settings.port(), settings.timeout());
    SambaControl control = new SambaControl(settings, place, health, base);
    ConfigTest.Test testparm =
        ConfigTest.by(Call.of(List.of("testparm", "-s", place.config().toString())), TESTING);
    ConfigTest tests =
        new ConfigTest(
            settings.hook().name(),
            () -> tested(settings.config(), control, testparm),
            settings.test());
    super(settings.hook(), new TestedControl(control, tests), health);
  }

  /// Samba takes a file that isn't there for an empty one.
  private static Optional<String> tested(Path config, SambaControl samba, ConfigTest.Test testparm)
      throws InterruptedException {
    try {
      samba.prepare();
    } catch (IOException e) {
      return Optional.of("its directories can't be made: " + e);
    }
    return Files.isReadable(config)
        ? testparm.run()
        : Optional.of("there is no file %s that can be read".formatted(config));
  }
}
