package io.understudy.linux;

import io.understudy.api.kernel.Watchdogs.Watchdog;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;

/// An open watchdog device. Any byte feeds it; `V` as the last byte before the close disarms it
/// (magic close), unless the driver was loaded with `nowayout`.
final class WatchdogDevice implements Watchdog {
  /// _IOWR('W', 6, int): the time-out in seconds; the driver answers with the one it took.
  private static final long WDIOC_SETTIMEOUT = 0xC0045706L;

  /// _IOR('W', 7, int)
  private static final long WDIOC_GETTIMEOUT = 0x80045707L;

  private static final int ENOTTY = 25;
  private static final int EOPNOTSUPP = 95;
  private static final MemorySegment FOOD = one('.');
  private static final MemorySegment MAGIC = one('V');

  private final DeviceFile file;
  private final Duration timeout;
  private boolean open = true;

  private WatchdogDevice(DeviceFile file, int seconds) {
    this.file = file;
    this.timeout = Duration.ofSeconds(seconds);
  }

  private static MemorySegment one(char letter) {
    return Arena.global().allocateFrom(ValueLayout.JAVA_BYTE, (byte) letter);
  }

  static WatchdogDevice arm(Path path, int seconds) throws IOException {
    DeviceFile file = DeviceFile.open(path);
    int taken = file.control(WDIOC_SETTIMEOUT, seconds);
    if (taken == -EOPNOTSUPP) {
      taken = file.control(WDIOC_GETTIMEOUT, 0);
    }
    if (taken == -ENOTTY) {
      taken = seconds; // a plain file or a pipe
    }
    WatchdogDevice device = new WatchdogDevice(file, Math.max(taken, 0));
    if (taken <= 0) {
      device.disarm();
      throw new IOException(
          "%s: refuses a time-out of %d s: %s"
              .formatted(path, seconds, taken == 0 ? "has none" : Libc.words(-taken)));
    }
    return device;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public synchronized void feed() throws IOException {
    if (!open) {
      throw new IOException("the watchdog is closed");
    }
    file.write(FOOD);
  }

  @Override
  public synchronized void disarm() throws IOException {
    if (open) {
      try {
        file.write(MAGIC);
      } finally {
        close();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      file.close();
    }
  }
}
