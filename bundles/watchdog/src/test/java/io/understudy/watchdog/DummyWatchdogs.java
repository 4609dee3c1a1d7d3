package io.understudy.watchdog;

import io.understudy.api.kernel.Watchdogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Plain files as devices, like the kernel room treats them, with faults to be switched on.
final class DummyWatchdogs implements Watchdogs {
  volatile boolean refuse;
  volatile boolean broken;
  volatile Duration longest = Duration.ofHours(1);

  @Override
  public Watchdog open(Path device, Duration timeout) throws IOException {
    if (refuse) {
      throw new IOException(device + ": Device or resource busy");
    }
    Duration taken = timeout.compareTo(longest) < 0 ? timeout : longest;
    return new Watchdog() {
      @Override
      public Duration timeout() {
        return taken;
      }

      @Override
      public void feed() throws IOException {
        if (broken) {
          throw new IOException("Input/output error");
        }
        Files.writeString(device, ".", StandardOpenOption.APPEND);
      }

      @Override
      public void disarm() throws IOException {
        Files.writeString(device, "V", StandardOpenOption.APPEND);
      }

      @Override
      public void close() {}
    };
  }
}
