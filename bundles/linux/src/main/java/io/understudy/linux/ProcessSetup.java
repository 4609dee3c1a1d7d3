package io.understudy.linux;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Locks the process's memory, and looks at the priority that the launcher gave it.
@Component(
    service = {ProcessSetup.class, Reporting.class},
    configurationPid = LinuxSettings.PID,
    immediate = true)
@Designate(ocd = LinuxSettings.Keys.class)
public final class ProcessSetup implements Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessSetup.class);

  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;

  /// Pages are locked once they are touched, instead of all that is reserved being made real.
  private static final int MCL_ONFAULT = 4;

  private final LinuxSettings settings;
  private final Optional<Problem> priority = priority();
  private volatile Optional<Problem> memory = Optional.empty();

  @Activate
  public ProcessSetup(Map<String, Object> values) {
    settings = LinuxSettings.of(values);
    if (settings.lockMemory()) {
      // The first time it takes the calling thread some 0.3 s; other threads aren't kept waiting.
      Thread.ofPlatform().daemon().name("understudy memory").start(this::lockMemory);
    } else {
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

  /// Threads inherit their priority, so the calling one shows what the process was started with.
  private static Optional<Problem> priority() {
    Scheduling scheduling = Scheduling.ofThisThread();
    LOG.info("the process runs {}", scheduling);
    return scheduling.raised()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Problem.Severity.WARNING,
                "process",
                "it runs %s, so a busy machine can stall it".formatted(scheduling),
                "start it by bin/understudy as root, or with chrt -r 10 or nice -n -15"));
  }

  LinuxSettings settings() {
    return settings;
  }

  @Override
  public List<Problem> problems() {
    return Stream.of(priority, memory).flatMap(Optional::stream).toList();
  }
}
