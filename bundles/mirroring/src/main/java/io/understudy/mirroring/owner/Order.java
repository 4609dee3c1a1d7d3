package io.understudy.mirroring.owner;

import io.understudy.api.kernel.Background;
import io.understudy.mirroring.rule.Rule;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs a command of an administrator before or after a pass: in a session of its own and without
/// the node's priority. Whatever is left of it when its time is over is killed.
final class Order {
  private static final File NOTHING = new File("/dev/null");
  private static final int WORDS = 1024;
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private Order() {}

  /// {@return why it failed; empty if it didn't}
  static Optional<String> run(List<String> command, Rule rule) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("setsid", "-w", "chrt", "-o", "0"));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectInput(Redirect.from(NOTHING));
    builder.environment().put("UNDERSTUDY_RULE", rule.name());
    builder.environment().put("UNDERSTUDY_PATH", rule.path().toString());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return Optional.of("it can't be started: " + e.getMessage());
    }
    StringBuffer said = new StringBuffer();
    Thread reader = Background.thread("words of a command").start(() -> read(process, said));
    boolean ended = false;
    try {
      ended = process.waitFor(rule.patience().toNanos(), TimeUnit.NANOSECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      if (ended) {
        reader.join(LAST_WORDS); // killing what has ended would throw its last words away
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (ended && process.exitValue() == 0) {
      return Optional.empty();
    }
    String how =
        ended
            ? "it ended with %d".formatted(process.exitValue())
            : "it took longer than %s, and was killed".formatted(rule.patience());
    String last = said.toString().strip();
    return Optional.of(last.isEmpty() ? how : how + ": " + last);
  }

  /// The end of what it says.
  private static void read(Process process, StringBuffer said) {
    byte[] part = new byte[WORDS];
    try (InputStream in = process.getInputStream()) {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        said.append(new String(part, 0, length, StandardCharsets.UTF_8));
        if (said.length() > WORDS) {
          said.delete(0, said.length() - WORDS);
        }
      }
    } catch (IOException closed) {
      // What was read before is all there is.
    }
  }
}
