package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// One configured group, as the engine finds it in the service registry.
@Component(
    service = Group.class,
    configurationPid = Group.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Group.Config.class, factory = true)
public final class Group {
  static final String PID = "io.understudy.engine.group";

  @ObjectClassDefinition(name = "Understudy group", description = "What moves together.")
  @interface Config {
    @AttributeDefinition(description = "Name of the group, the same on each node")
    String name();

    @AttributeDefinition(
        required = false,
        description = "Names of the service hooks, in the order in which they start")
    String services() default "";

    @AttributeDefinition(
        description = "Whether a takeover waits for the old owner to be fenced",
        options = {
          @Option(label = "none", value = "none"),
          @Option(label = "attempt", value = "attempt"),
          @Option(label = "require", value = "require")
        })
    String fencing() default "none";

    @AttributeDefinition(
        description =
            "Take over although no reference device can confirm it (two owners are possible)")
    boolean blind() default false;

    @AttributeDefinition(
        required = false,
        description =
            "How long a handover waits until the new owner has all data, like 10s; 0s: don't wait")
    String flushLimit() default "10s";
  }

  /// What a takeover does about the old owner before it goes on.
  enum Fencing {
    NONE,
    ATTEMPT,
    REQUIRE
  }

  /// @param name of the group
  /// @param services hooks in the order in which they start
  /// @param blind claim although the electorate is empty
  /// @param flushLimit how long a handover waits for the data, with the services stopped; zero: not
  ///     at all
  record Definition(
      GroupId name, List<String> services, Fencing fencing, boolean blind, Duration flushLimit) {
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(1);

    static Definition of(Map<String, ?> properties) {
      Settings settings = Settings.of(PID, properties);
      List<String> services = settings.list("services");
      if (new HashSet<>(services).size() < services.size()) {
        throw settings.refuse("services", services + " names one twice", "name each once");
      }
      return new Definition(
          settings.required("name", "web", GroupId::new),
          services,
          settings.choice("fencing", Fencing.NONE),
          settings.flag("blind", false),
          settings.duration("flushLimit", FLUSH_LIMIT, Duration.ZERO, MOST));
    }
  }

  private volatile Definition definition;

  @Activate
  public Group(Map<String, Object> properties) {
    this.definition = Definition.of(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    definition = Definition.of(properties);
  }

  Definition definition() {
    return definition;
  }

  @Component(property = SettingsCheck.PID + "=" + PID)
  public static final class Check implements SettingsCheck {
    @Override
    public List<Objection> check(Map<String, Object> settings) {
      return Settings.objections(() -> Definition.of(settings));
    }
  }
}
