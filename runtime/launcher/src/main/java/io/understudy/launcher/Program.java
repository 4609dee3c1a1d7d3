package io.understudy.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program of the system for a limited time.
final class Program {
  private static final int MOST = 4 * 1024 * 1024;

  private Program() {}

  /// @param status its exit code; 127: it can't be started
  /// @param output what it printed, standard error included
  record Result(int status, String output) {
    boolean good() {
      return status == 0;
    }

    /// {@return the first line that it printed}
    String line() {
      return output.strip().lines().findFirst().orElse("no reason given");
    }
  }

  /// {@return its path; a login's PATH may lack the folders of root's programs}
  static String find(String name) {
    return Stream.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/", "/usr/local/sbin/")
        .map(folder -> folder + name)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse(name);
  }

  static Result run(Duration limit, String input, List<String> words) {
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(127, words.getFirst() + " can't be started; install it");
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException impossible) {
                process.destroyForcibly();
              }
            });
    try (var stdout = process.getInputStream()) {
      try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      } catch (IOException endedWithoutReading) {
        // its exit code and output say why
      }
      String output = new String(stdout.readNBytes(MOST), StandardCharsets.UTF_8);
      int status = process.waitFor();
      return status == 128 + 9
          ? new Result(status, "%s wasn't done in %s".formatted(words.getFirst(), limit))
          : new Result(status, output);
    } catch (IOException e) {
      return new Result(1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return new Result(1, "interrupted");
    }
  }
}
