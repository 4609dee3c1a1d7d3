package io.understudy.watchdog;

import io.understudy.api.Cluster;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Pulse;
import io.understudy.api.Reporting;
import io.understudy.api.Role;
import io.understudy.api.Settings;
import io.understudy.api.kernel.Watchdogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/// Has this machine reset when its lease logic doesn't work any more.
@Component(
    service = Reporting.class,
    configurationPid = WatchdogSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = WatchdogConfiguration.class)
public final class NodeWatchdog implements Reporting {
  /// Half of a time-out has to be enough for a new engine, and all of it for a new process.
  private static final Duration RESTART = Duration.ofSeconds(3);

  /// @param proven it was sound once; before, its engine is still to come
  private record Beating(Pulse pulse, boolean proven) {}

  private final Optional<Feeder> feeder;
  private final String device;
  private volatile @Nullable Beating beating;
  private volatile @Nullable Cluster cluster;

  @Activate
  public NodeWatchdog(Map<String, Object> values, @Reference Watchdogs watchdogs) {
    WatchdogSettings settings = WatchdogSettings.of(values);
    device = settings.device().map(Path::toString).orElse("");
    feeder = settings.device().map(path -> new Feeder(settings, path, watchdogs, this::sign));
    feeder.ifPresent(Feeder::start);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPulse(Pulse pulse) {
    beating = new Beating(pulse, false);
  }

  void unbindPulse(Pulse pulse) {
    Beating now = beating;
    if (now != null && now.pulse == pulse) {
      beating = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCluster(Cluster bound) {
    cluster = bound;
  }

  void unbindCluster(Cluster gone) {
    if (cluster == gone) {
      cluster = null;
    }
  }

  @Deactivate
  public void close() throws InterruptedException {
    if (feeder.isPresent()) {
      feeder.get().stop(idle());
    }
  }

  private Sign sign() {
    Beating now = beating;
    if (now == null) {
      return Sign.GONE;
    }
    try {
      if (now.pulse.sound()) {
        if (!now.proven) {
          beating = new Beating(now.pulse, true);
        }
        return Sign.SOUND;
      }
    } catch (RuntimeException notEvenThat) {
      return Sign.UNSOUND;
    }
    return now.proven ? Sign.UNSOUND : Sign.GONE;
  }

  /// {@return whether this node is known to own nothing}
  private boolean idle() {
    Cluster now = cluster;
    try {
      return now != null
          && now.view().groups().stream().noneMatch(group -> group.role() == Role.OWNER);
    } catch (RuntimeException unknown) {
      return false;
    }
  }

  @Override
  public List<Problem> problems() {
    return feeder.stream().map(Feeder::condition).flatMap(this::problems).toList();
  }

  private Stream<Problem> problems(Feeder.Condition condition) {
    return switch (condition.state()) {
      case UNARMED -> Stream.empty();
      case FED -> tooShort(condition.timeout());
      case STARVED ->
          Stream.of(
              problem(
                  Severity.ALARM,
                  "the lease logic isn't sound: the machine will be reset in %s unless it recovers"
                      .formatted(seconds(condition.left())),
                  "look into log/ for what holds up the engine"));
      case BROKEN ->
          Stream.of(
              problem(
                  Severity.ALARM,
                  "it can't be fed (%s): the machine will be reset in %s"
                      .formatted(condition.words(), seconds(condition.left())),
                  "look at the kernel's log"));
      case LOST ->
          Stream.of(
              problem(
                  Severity.ALARM,
                  "it can't be armed again (%s): nobody feeds it".formatted(condition.words()),
                  "find who has it open (fuser -v %s); if it is still armed the machine will be"
                          .formatted(device)
                      + " reset"));
      case REFUSED ->
          Stream.of(
              problem(
                  Severity.WARNING,
                  "it can't be armed (%s): nothing resets a machine that hangs"
                      .formatted(condition.words()),
                  "modprobe softdog, or the board's driver; no other program may have it open"
                      + " (systemd: RuntimeWatchdogSec=off); another timeout"));
    };
  }

  private Stream<Problem> tooShort(Duration timeout) {
    return timeout.compareTo(RESTART.multipliedBy(2)) >= 0
        ? Stream.empty()
        : Stream.of(
            problem(
                Severity.WARNING,
                "its time-out of %s is short: a new engine has to come within half of it"
                    .formatted(Settings.words(timeout)),
                "set timeout = 10s in %s.cfg, or use a device that can count to that"
                    .formatted(WatchdogSettings.PID)));
  }

  private Problem problem(Severity severity, String what, String remedy) {
    return new Problem(severity, "watchdog " + device, what, remedy);
  }

  private static String seconds(Duration left) {
    return left.toSeconds() + " s";
  }
}
