package io.understudy.hook.template;

import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.hook.kit.ControlledHook;
import io.understudy.hook.kit.HookSettings;
import io.understudy.hook.kit.ProcessControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// A hook to start from: its service is a program that writes the time into a file, and is well
/// while the file is fresh.
@Component(
    service = {ServiceHook.class, Reporting.class},
    configurationPid = TemplateHook.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = TemplateHook.Form.class, factory = true)
public final class TemplateHook extends ControlledHook {
  static final String PID = "io.understudy.hook.template";

  private static final String PROGRAM = "while :; do date >\"$1\"; sleep 1; done";

  /// What the console and the settings guard know of a `io.understudy.hook.template-NAME.cfg`.
  @ObjectClassDefinition(name = "Understudy: template", description = "Keeps a file fresh")
  @interface Form {
    @AttributeDefinition(name = "Name", description = "by which a group lists the service")
    String name();

    @AttributeDefinition(name = "File", description = "that is kept fresh")
    String file();

    @AttributeDefinition(name = "Age", required = false, description = "of the file, at most")
    String age() default "5s";

    @AttributeDefinition(name = "On the standby", required = false, description = "or running")
    String standby() default "stopped";

    @AttributeDefinition(name = "Patience", required = false, description = "for a start or stop")
    String patience() default "20s";
  }

  /// The same, found good.
  private record Service(HookSettings common, Path file, Duration age) {
    static Service of(Map<String, ?> values, Path home) {
      Settings settings = Settings.of(PID, values);
      return new Service(
          HookSettings.of(settings, "clock", Duration.ofSeconds(20)),
          settings.required("file", "data/clock", text -> home.resolve(Path.of(text))),
          settings.duration(
              "age", Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofHours(1)));
    }

    /// {@return why it isn't well; empty if it is}
    Optional<String> ailment() {
      try {
        Duration old = Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
        return old.compareTo(age) <= 0
            ? Optional.empty()
            : Optional.of("%s is %s old".formatted(file, Settings.words(old)));
      } catch (IOException e) {
        return Optional.of("no file " + e.getMessage());
      }
    }

    List<String> words() {
      return List.of("/bin/sh", "-c", PROGRAM, "sh", file.toString());
    }
  }

  /// Objects to bad settings before this hook is made of them.
  @Component(property = SettingsCheck.PID + "=" + PID)
  public static final class Check implements SettingsCheck {
    @Override
    public List<Objection> check(Map<String, Object> values) {
      return Settings.objections(() -> Service.of(values, Path.of("/")));
    }
  }

  @Activate
  public TemplateHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")));
  }

  /// @param home the node's home directory
  TemplateHook(Map<String, Object> values, Path home) {
    Path base = home.toAbsolutePath().normalize();
    Service service = Service.of(values, base);
    super(
        service.common(),
        new ProcessControl(service.common().name(), service.words(), base, "TERM", base),
        service::ailment);
  }
}
