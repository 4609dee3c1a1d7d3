package io.understudy.hook.kit;

import io.understudy.api.Settings;
import io.understudy.api.process.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that is run once and ends by itself: limited in time and in what it writes. At the
/// limit, and when the caller is interrupted, it is killed with all that it began.
///
/// What it begins and leaves behind when it ends in time (a daemon) lives on if the call goes into
/// a log; without one it is killed.
///
/// @param directory where it runs
/// @param environment beside this process's own
/// @param log takes what it writes; without one it is only kept for the answer
/// @param keep the most bytes of its output in the answer; the last ones
/// @param errors whether its standard error belongs to its output; else it is thrown away
public record Call(
    List<String> words,
    Path directory,
    Map<String, String> environment,
    Optional<Path> log,
    int keep,
    boolean errors) {
  private static final int USUAL = 4096;
  private static final long MOST_LOGGED = 8L << 20;
  private static final long LOOK = 100_000_000L;

  /// How long a program that writes more than a pipe holds waits to be heard.
  private static final long HEAR = 10_000_000L;

  /// More parts than a pipe holds.
  private static final int PIPE = 32;

  /// How it ended.
  public sealed interface Answer {
    /// By itself.
    record Ended(int exit, String output) implements Answer {
      /// {@return the last lines it wrote, in one that fits into a message}
      public String said() {
        return Tail.lines(output);
      }

      @Override
      public String toString() {
        return "exit code " + exit + (said().isEmpty() ? "" : ": " + said());
      }
    }

    /// It went beyond a limit and was killed; whatever it was to do may or may not have happened.
    record Killed(String reason) implements Answer {}

    /// It did nothing.
    record Unstartable(String reason) implements Answer {}
  }

  public static Call of(List<String> words) {
    return new Call(List.copyOf(words), Path.of("/"), Map.of(), Optional.empty(), USUAL, true);
  }

  public Call in(Path folder) {
    return new Call(words, folder, environment, log, keep, errors);
  }

  public Call with(Map<String, String> variables) {
    return new Call(words, directory, Map.copyOf(variables), log, keep, errors);
  }

  public Call into(Path file) {
    return new Call(words, directory, environment, Optional.of(file), keep, errors);
  }

  public Call keeping(int most) {
    return new Call(words, directory, environment, log, most, errors);
  }

  public Call withoutErrors() {
    return new Call(words, directory, environment, log, keep, false);
  }

  /// {@return why it couldn't be started just now; empty if nothing speaks against it}
  public Optional<String> obstacle() {
    return Ordinary.exists(words.getFirst())
        ? Optional.empty()
        : Optional.of("there is no program " + words.getFirst() + " that may be executed");
  }

  public Answer run(Duration limit) throws InterruptedException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return new Answer.Unstartable(obstacle.get());
    }
    try {
      ProcessBuilder builder = Ordinary.builder(words, environment).directory(directory.toFile());
      if (!errors) {
        builder.redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD);
      }
      return log.isPresent() ? logged(builder, log.get(), limit) : heard(builder, limit);
    } catch (IOException e) {
      return new Answer.Unstartable(
          "%s can't be started: %s".formatted(words.getFirst(), e.getMessage()));
    }
  }

  private Answer heard(ProcessBuilder builder, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Process process = builder.start();
    Tail tail = new Tail(keep);
    boolean ended = false;
    try {
      while (!ended && System.nanoTime() < end) {
        long wait = Math.clamp(end - System.nanoTime(), 0, HEAR);
        ended = process.waitFor(wait, TimeUnit.NANOSECONDS);
        hear(process, tail);
      }
    } finally {
      Session.end(process);
    }
    return ended
        ? new Answer.Ended(process.exitValue(), tail.toString())
        : killed("didn't end within " + Settings.words(limit), tail.toString());
  }

  /// Takes what is there and never waits for more: a child that escaped could hold the pipe for
  /// ever.
  private static void hear(Process process, Tail tail) throws IOException {
    byte[] part = new byte[USUAL];
    InputStream in = process.getInputStream();
    for (int i = 0; i < PIPE && in.available() > 0; i++) {
      tail.add(part, in.read(part));
    }
  }

  private Answer logged(ProcessBuilder builder, Path file, Duration limit)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Files.createDirectories(file.toAbsolutePath().getParent());
    long before = makeRoom(file);
    Process process =
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile())).start();
    boolean ended = false;
    boolean tooMuch = false;
    try {
      while (!ended && !tooMuch && System.nanoTime() < end) {
        long wait = Math.clamp(end - System.nanoTime(), 0, LOOK);
        ended = process.waitFor(wait, TimeUnit.NANOSECONDS);
        tooMuch = !ended && Files.size(file) - before > MOST_LOGGED;
      }
    } finally {
      if (!ended) {
        Session.end(process);
      }
    }
    String output = since(file, before);
    return ended
        ? new Answer.Ended(process.exitValue(), output)
        : killed(
            tooMuch
                ? "wrote more than %d MiB".formatted(MOST_LOGGED >> 20)
                : "didn't end within " + Settings.words(limit),
            output);
  }

  /// One old log is kept beside the new one.
  ///
  /// @return where the new output begins
  private static long makeRoom(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    if (Files.size(file) <= MOST_LOGGED) {
      return Files.size(file);
    }
    Files.move(
        file,
        file.resolveSibling(file.getFileName() + ".old"),
        StandardCopyOption.REPLACE_EXISTING);
    return 0;
  }

  private String since(Path file, long before) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(before, in.length() - keep));
      byte[] bytes = new byte[Math.clamp(in.length() - in.getFilePointer(), 0, keep)];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private Answer killed(String why, String output) {
    String said = Tail.lines(output);
    return new Answer.Killed(
        "%s %s and was killed%s"
            .formatted(words.getFirst(), why, said.isEmpty() ? "" : ": " + said));
  }
}
