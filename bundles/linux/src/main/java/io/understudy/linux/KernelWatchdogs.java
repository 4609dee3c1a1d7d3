package io.understudy.linux;

import io.understudy.api.kernel.Watchdogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/// Watchdog devices of the kernel.
@Component(immediate = true)
public final class KernelWatchdogs implements Watchdogs {
  @Override
  public Watchdog open(Path device, Duration timeout) throws IOException {
    long seconds = timeout.toSeconds();
    if (seconds < 1
        || seconds > Integer.MAX_VALUE
        || !timeout.equals(Duration.ofSeconds(seconds))) {
      throw new IllegalArgumentException(timeout + " is no whole number of seconds");
    }
    return WatchdogDevice.arm(device, (int) seconds);
  }
}
