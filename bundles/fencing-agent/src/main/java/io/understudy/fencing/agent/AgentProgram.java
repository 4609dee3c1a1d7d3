package io.understudy.fencing.agent;

import io.understudy.api.process.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs an agent once, as the FenceAgentAPI of the ClusterLabs says: `name=value` lines on its
/// standard input, then its end; nothing on its command line.
///
/// It runs in a session of its own and without the node's real-time priority, so that one that
/// spins can't starve the node. Whatever it leaves behind is killed.
final class AgentProgram {
  private static final Duration LAST_WORDS = Duration.ofMillis(200);
  private static final int COMPLAINT = 4096;
  private static final int OUTPUT = 1 << 20;
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "LANG", "C", "HOME", "/root");

  /// How it ended.
  sealed interface Answer {
    /// @param text what it wrote, cut
    /// @param cut whether something is missing
    record Ended(int exit, String text, boolean cut) implements Answer {}

    /// It didn't end in time, and was killed.
    record Hung(String text, boolean cut) implements Answer {}

    record Unstartable(String reason) implements Answer {}
  }

  /// What is to be kept of what it writes; the rest is thrown away.
  enum Keep {
    /// The last 4 KiB of its standard error.
    COMPLAINT,
    /// The first MiB of its standard output.
    OUTPUT
  }

  private final Path program;

  AgentProgram(Path program) {
    this.program = program;
  }

  Answer run(List<String> input, Keep keep, Duration limit) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "chrt", "-o", "0", program.toString())
            .directory(Path.of("/").toFile())
            .redirectOutput(keep == Keep.OUTPUT ? Redirect.PIPE : Redirect.DISCARD)
            .redirectError(keep == Keep.COMPLAINT ? Redirect.PIPE : Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Answer.Unstartable("%s can't be started: %s".formatted(program, e.getMessage()));
    }
    Bounded text = keep == Keep.OUTPUT ? Bounded.first(OUTPUT) : Bounded.last(COMPLAINT);
    InputStream stream = keep == Keep.OUTPUT ? process.getInputStream() : process.getErrorStream();
    Thread reader = Thread.ofVirtual().name("agent's words").start(() -> read(stream, text));
    boolean ended = false;
    try {
      tell(process, input);
      ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      Session.end(process);
    }
    // With its writers gone the pipe ends; one that escaped doesn't hold anybody up.
    reader.join(LAST_WORDS);
    return ended
        ? new Answer.Ended(process.exitValue(), text.toString(), text.cut())
        : new Answer.Hung(text.toString(), text.cut());
  }

  /// What is told is less than a pipe holds, so that this never blocks.
  private static void tell(Process process, List<String> input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write((String.join("\n", input) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException endedAlready) {
      // Its exit code tells more.
    }
  }

  private static void read(InputStream stream, Bounded text) {
    byte[] part = new byte[COMPLAINT];
    try {
      for (int length = stream.read(part); length >= 0; length = stream.read(part)) {
        text.add(Arrays.copyOf(part, length));
      }
    } catch (IOException closed) {
      // What was read before is all there is.
    }
  }
}
