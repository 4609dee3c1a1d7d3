package io.understudy.api.kernel;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Opens watchdog devices (Linux, Documentation/watchdog/watchdog-api.rst): whoever opens one has
/// to feed it from then on, or the machine is reset.
public interface Watchdogs {
  /// @param device like `/dev/watchdog`; a plain file or a pipe serves as a fake
  /// @param timeout whole seconds after which the device resets the machine, at least 1 s
  /// @throws IOException if it can't be opened, or refuses the time-out
  Watchdog open(Path device, Duration timeout) throws IOException;

  /// An armed device.
  interface Watchdog extends Closeable {
    /// {@return the time-out that the device really has}
    Duration timeout();

    void feed() throws IOException;

    /// Disarms it (magic close): writes `V`, then closes.
    void disarm() throws IOException;

    /// Closes it without disarming: the device goes on to count.
    @Override
    void close() throws IOException;
  }
}
