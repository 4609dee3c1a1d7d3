package io.understudy.hook.http;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.http.HttpHookSettings.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
public final class HttpHook implements ServiceHook, Reporting {
  private static final long FIRST_LOOK_MILLIS = 2;
  private static final long LAST_LOOK_MILLIS = 100;

  private final HttpHookSettings settings;
  private final Control control;
  private final HttpHealth health;
  private final ReentrantLock order = new ReentrantLock();
  private volatile boolean squatted;

  @Activate
  public HttpHook(Map<String, Object> values) {
    this(values, Path.of(System.getProperty("understudy.home", ".")), "systemctl");
  }

  /// @param home the node's home directory
  /// @param systemctl the program, or what stands for it in tests
  HttpHook(Map<String, Object> values, Path home, String systemctl) {
    Path base = home.toAbsolutePath().normalize();
    settings = HttpHookSettings.of(values, base);
    health = new HttpHealth(settings.health());
    control =
        switch (settings.server()) {
          case Server.Unit(String unit) -> new UnitControl(systemctl, unit);
          case Server.Command(List<String> words) -> process(words, base, base);
          case Server.Embedded embedded -> process(embedded.words(), embedded.directory(), base);
        };
  }

  private ProcessControl process(List<String> words, Path directory, Path home) {
    return new ProcessControl(settings.name(), words, directory, settings.stopSignal(), home);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public boolean runsOnStandby() {
    return settings.runsOnStandby();
  }

  @Override
  public Duration patience() {
    return settings.patience();
  }

  @Override
  public Outcome start() {
    return ordered(this::startAndAwait);
  }

  @Override
  public Outcome stop() {
    return ordered(() -> control.stop(settings.patience()));
  }

  @Override
  public Status status() {
    try {
      return switch (control.presence()) {
        case Control.Presence.Here() -> served();
        case Control.Presence.Unclear(String reason) -> new Status.Sick(reason);
        case Control.Presence.Gone() -> {
          squatted = health.listened();
          yield new Status.Stopped();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Status.Sick("interrupted while asking");
    }
  }

  @Override
  public List<Problem> problems() {
    return squatted
        ? List.of(
            new Problem(
                Problem.Severity.ALARM,
                "service " + settings.name(),
                "another process listens at " + settings.health().url(),
                "find it (`ss -ltnp`) and stop it; it is not this service, so it is left alone"))
        : List.of();
  }

  private Status served() {
    squatted = false;
    return health.ailment().<Status>map(Status.Sick::new).orElseGet(Status.Running::new);
  }

  private Outcome startAndAwait() throws InterruptedException {
    long end = System.nanoTime() + settings.patience().toNanos();
    if (control.presence() instanceof Control.Presence.Gone) {
      squatted = health.listened();
      if (squatted) {
        return new Outcome.Failed(
            "another process listens at %s; find it (`ss -ltnp`) and stop it"
                .formatted(settings.health().url()));
      }
    }
    Outcome started = control.start(settings.patience());
    if (!(started instanceof Outcome.Done)) {
      return started;
    }
    long pause = FIRST_LOOK_MILLIS;
    while (true) {
      Optional<String> ailment = health.ailment();
      if (control.presence() instanceof Control.Presence.Gone) {
        return new Outcome.Failed(settings.name() + " ended again; " + control.trace());
      }
      if (ailment.isEmpty()) {
        return Outcome.DONE;
      }
      if (System.nanoTime() > end) {
        return new Outcome.Unknown("started, but %s; %s".formatted(ailment.get(), control.trace()));
      }
      Thread.sleep(pause);
      pause = Math.min(pause * 2, LAST_LOOK_MILLIS);
    }
  }

  private interface Order {
    Outcome carryOut() throws InterruptedException;
  }

  private Outcome ordered(Order body) {
    try {
      order.lockInterruptibly();
      try {
        return body.carryOut();
      } finally {
        order.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown(settings.name() + ": interrupted");
    }
  }
}
