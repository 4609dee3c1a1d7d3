package io.understudy.hook.http;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.http.HttpHookSettings.Server;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.ConfigTest;
import io.understudy.hook.kit.Control;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.ProcessControl;
import io.understudy.hook.kit.TestedControl;
import io.understudy.hook.kit.UnitControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One web server. It runs if what was started is there and a request is answered as expected.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = HttpHookSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = HttpHookConfiguration.class, factory = true)
public final class HttpHook extends ControlledHook {
  private static final Duration TESTING = Duration.ofSeconds(10);

  @Activate
  public HttpHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")), "systemctl");
  }

  /// @param home the node's home directory
  /// @param systemctl the program, or what stands for it in tests
  HttpHook(Map<String, Object> values, Path home, String systemctl) {
    Path base = home.toAbsolutePath().normalize();
    HttpHookSettings settings = HttpHookSettings.of(values, base);
    super(
        settings.common(),
        new TestedControl(control(settings, base, systemctl), test(settings)),
        new HttpHealth(settings.health()));
  }

  private static ConfigTest test(HttpHookSettings settings) {
    return settings.test().isEmpty()
        ? ConfigTest.NONE
        : new ConfigTest(
            settings.common().name(),
            ConfigTest.by(Call.of(settings.test()), TESTING),
            settings.testEvery());
  }

  private static Control control(HttpHookSettings settings, Path home, String systemctl) {
    return switch (settings.server()) {
      case Server.Unit(String unit) -> new UnitControl(systemctl, unit);
      case Server.Command(List<String> words) -> process(settings, words, home, home);
      case Server.Embedded embedded ->
          process(settings, embedded.words(), embedded.directory(), home);
    };
  }

  private static ProcessControl process(
      HttpHookSettings settings, List<String> words, Path directory, Path home) {
    return new ProcessControl(
        settings.common().name(), words, directory, settings.stopSignal(), home);
  }
}
