package io.understudy.fencing;

import io.understudy.api.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The program systemctl(1).
///
/// @param timeout for one call
record Systemctl(String program, Duration timeout) {
  private static final int MOST = 4096;

  boolean active(String target) throws InterruptedException {
    return call("is-active", target).isEmpty();
  }

  /// {@return why it failed; empty if it is done}
  Optional<String> isolate(String target) throws InterruptedException {
    return call("isolate", target);
  }

  private Optional<String> call(String verb, String target) throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(program, "--no-ask-password", verb, target))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
    } catch (IOException missing) {
      return Optional.of(String.valueOf(missing.getMessage()));
    }
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.of("no end within " + Settings.words(timeout));
      }
      byte[] said = process.getInputStream().readNBytes(MOST);
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(Login.shorten(new String(said, StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      return Optional.of(unreadable.toString());
    } finally {
      process.destroyForcibly();
    }
  }
}
