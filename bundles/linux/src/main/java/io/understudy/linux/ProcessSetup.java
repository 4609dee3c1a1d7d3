package io.understudy.linux;

import io.understudy.api.Problem;
import io.understudy.api.Pulse;
import io.understudy.api.Reporting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/// Locks the process's memory, and gives it its priority while the engine decides.
@Component(
    service = {ProcessSetup.class, Reporting.class},
    configurationPid = LinuxSettings.PID,
    immediate = true)
@Designate(ocd = LinuxSettings.Keys.class)
public final class ProcessSetup implements Reporting {
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;

  /// Pages are locked once they are touched, instead of all that is reserved being made real.
  private static final int MCL_ONFAULT = 4;

  private final LinuxSettings settings;
  private final Urgency urgency;
  private volatile Optional<Problem> memory = Optional.empty();

  @Activate
  public ProcessSetup(Map<String, Object> values) {
    settings = LinuxSettings.of(values);
    // The first time it takes some 0.3 s of a core, and so comes before any raised priority.
    urgency = new Urgency(settings.lockMemory() ? this::lockMemory : () -> {});
    if (!settings.lockMemory()) {
      Libc.unlockMemory();
      memory =
          Optional.of(
              new Problem(
                  Problem.Severity.NOTE,
                  "process",
                  "memory isn't locked: lock.memory is off in %s.cfg".formatted(LinuxSettings.PID),
                  "set lock.memory = on; else swapping can stall the node"));
    }
  }

  private void lockMemory() {
    int result = Libc.lockMemory(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
    if (result < 0) {
      memory =
          Optional.of(
              new Problem(
                  Problem.Severity.WARNING,
                  "process",
                  "memory can't be locked: " + Libc.words(-result),
                  "run as root, or set LimitMEMLOCK=infinity in the unit (ulimit -l unlimited)"));
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPulse(Pulse pulse) {
    urgency.begins(pulse);
  }

  void unbindPulse(Pulse pulse) {
    urgency.ends(pulse);
  }

  @Deactivate
  void close() {
    urgency.close();
  }

  private Optional<Problem> priority() {
    return urgency.refused()
        ? Optional.of(
            new Problem(
                Problem.Severity.WARNING,
                "process",
                "neither real-time priority nor nice -15 is allowed, so a busy machine can stall"
                    + " it",
                "run it as root or by the systemd unit, or give it CAP_SYS_NICE"))
        : Optional.empty();
  }

  LinuxSettings settings() {
    return settings;
  }

  @Override
  public List<Problem> problems() {
    return Stream.of(priority(), memory).flatMap(Optional::stream).toList();
  }
}
