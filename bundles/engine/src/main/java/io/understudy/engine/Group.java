package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.engine.decision.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Duration LEAST = Duration.ofMillis(100);

  @ObjectClassDefinition(name = "Understudy group", description = "What moves together.")
  @interface Config {
    @AttributeDefinition(description = "Name of the group, the same on each node")
    String name();

    @AttributeDefinition(
        required = false,
        description =
            "Names of the service hooks, in the order in which they start, like: fs, db, web; or"
                + " what each waits for: fs, db after fs, mail after fs, web after db and mail")
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

    @AttributeDefinition(
        required = false,
        description = "Between two checks of each service, like 1s; empty: the engine's")
    String checkInterval() default "";

    @AttributeDefinition(
        required = false,
        description = "A check that hasn't answered after this time has failed, like 10s")
    String checkTimeout() default "10s";

    @AttributeDefinition(
        required = false,
        description = "So many failed checks in a row are one failure; empty: the engine's")
    String checkFailures() default "";

    @AttributeDefinition(
        required = false,
        description = "So many good checks in a row, and a service is well again")
    int checkSuccesses() default 1;

    @AttributeDefinition(
        required = false,
        description =
            "So many failures within failureWindow, and the group goes to the other node; before, a"
                + " service that failed is started again in place")
    int migrationThreshold() default 3;

    @AttributeDefinition(required = false, description = "The window for failures, like 10m")
    String failureWindow() default "10m";

    @AttributeDefinition(
        required = false,
        description =
            "Without a failure for so long, what failed on a node is forgotten there; 0s: never")
    String failureTimeout() default "10m";
  }

  /// What a takeover does about the old owner before it goes on.
  enum Fencing {
    NONE,
    ATTEMPT,
    REQUIRE
  }

  /// How the group's services are checked.
  ///
  /// @param interval between two checks; empty: the engine's
  /// @param timeout after which a check has failed
  /// @param failures so many failed checks in a row are one failure; empty: the engine's
  /// @param successes so many good ones in a row, and a service is well again
  record Checks(
      Optional<Duration> interval, Duration timeout, Optional<Integer> failures, int successes) {
    static final Checks DEFAULT =
        new Checks(Optional.empty(), Duration.ofSeconds(10), Optional.empty(), 1);

    static Checks of(Settings settings) {
      return new Checks(
          settings.text("checkInterval").map(text -> interval(settings)),
          settings.duration("checkTimeout", DEFAULT.timeout, LEAST, Duration.ofMinutes(10)),
          settings.text("checkFailures").map(text -> settings.number("checkFailures", 3, 1, 100)),
          settings.number("checkSuccesses", DEFAULT.successes, 1, 100));
    }

    private static Duration interval(Settings settings) {
      return settings.duration("checkInterval", LEAST, LEAST, Duration.ofDays(1));
    }

    Watch.Pace pace(EngineSettings engine) {
      return new Watch.Pace(
          interval.orElse(engine.checkInterval()),
          timeout,
          failures.orElse(engine.checkFailures()),
          successes);
    }
  }

  /// @param name of the group
  /// @param blind claim although the electorate is empty
  /// @param flushLimit how long a handover waits for the data, with the services stopped; zero: not
  ///     at all
  record Definition(
      GroupId name,
      Plan plan,
      Fencing fencing,
      boolean blind,
      Duration flushLimit,
      Checks checks,
      Policy.Failing failing) {
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    static Definition of(Map<String, ?> properties) {
      Settings settings = Settings.of(PID, properties);
      return new Definition(
          settings.required("name", "web", GroupId::new),
          Plan.of(settings, "services"),
          settings.choice("fencing", Fencing.NONE),
          settings.flag("blind", false),
          settings.duration("flushLimit", FLUSH_LIMIT, Duration.ZERO, MOST),
          Checks.of(settings),
          failing(settings));
    }

    private static Policy.Failing failing(Settings settings) {
      Policy.Failing usual = Policy.Failing.DEFAULT;
      return new Policy.Failing(
          settings.number("migrationThreshold", usual.threshold(), 1, 100),
          settings.duration("failureWindow", usual.window(), Duration.ofSeconds(1), DAY),
          settings.duration("failureTimeout", usual.timeout(), Duration.ZERO, DAY));
    }

    /// {@return the hooks' names, in the order of the setting}
    List<String> services() {
      return plan.names();
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
