package io.understudy.hook.imap;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.ConfigTest;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.TestedControl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One IMAP server. It runs if Dovecot is there and lets the check account in.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = ImapHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = ImapHookConfiguration.class, factory = true)
public final class ImapHook extends ControlledHook {
  private static final Duration TESTING = Duration.ofSeconds(10);

  @Activate
  public ImapHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")));
  }

  /// @param home the node's home directory
  ImapHook(Map<String, Object> values, Path home) {
    ImapHookSettings settings = ImapHookSettings.of(values);
    Path base = home.toAbsolutePath().normalize();
    Place place = Place.of(base, settings);
    ImapHealth health = new ImapHealth(settings.addresses().getFirst(), settings.login());
    ConfigTest.Test doveconf =
        ConfigTest.by(Call.of(List.of("doveconf", "-n", "-c", place.config().toString())), TESTING);
    ConfigTest tests =
        new ConfigTest(
            settings.hook().name(), () -> tested(settings, place, doveconf), settings.test());
    super(
        settings.hook(),
        new TestedControl(new ImapControl(settings, place, health, base), tests),
        health);
  }

  private static Optional<String> tested(
      ImapHookSettings settings, Place place, ConfigTest.Test doveconf)
      throws InterruptedException {
    try {
      place.prepare(settings);
      new Secret(settings.login().password()).read();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return doveconf.run();
  }
}
