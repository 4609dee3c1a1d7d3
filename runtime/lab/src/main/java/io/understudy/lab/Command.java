package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs a short external command with a deadline.
public final class Command {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private Command() {}

  /// @param status the exit code
  /// @param output standard output and error, mixed
  public record Result(int status, String output) {
    public boolean succeeded() {
      return status == 0;
    }
  }

  /// {@return what the command printed}
  ///
  /// @throws IllegalStateException if it can't be started, fails or isn't done in 10 s
  public static String run(String... command) {
    return run(List.of(command), "");
  }

  /// @param input what the command reads
  public static String run(List<String> command, String input) {
    Result result = attempt(command, input, PATIENCE);
    if (!result.succeeded()) {
      throw new IllegalStateException(
          "'%s' ended with %d: %s"
              .formatted(String.join(" ", command), result.status(), result.output().strip()));
    }
    return result.output();
  }

  /// Like [#run], but a failure is a value.
  public static Result attempt(String... command) {
    return attempt(List.of(command), "", PATIENCE);
  }

  public static Result attempt(List<String> command, String input, Duration patience) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      CompletableFuture<String> output = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> output.complete(drain(process)));
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException endedWithoutReading) {
        // The exit code says what is wrong.
      }
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "'%s' wasn't done in %d s".formatted(String.join(" ", command), patience.toSeconds()));
      }
      // A daemon left behind may keep the pipe open: the command itself is done.
      return new Result(
          process.exitValue(),
          output.completeOnTimeout("", 2, TimeUnit.SECONDS).get(3, TimeUnit.SECONDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String drain(Process process) {
    try (var stdout = process.getInputStream()) {
      return new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException closed) {
      return "";
    }
  }
}
