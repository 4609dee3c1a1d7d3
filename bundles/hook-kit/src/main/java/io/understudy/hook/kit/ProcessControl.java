package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import io.understudy.api.process.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program in the foreground of a session of its own. It outlives this process; the next one
/// finds it by a file that names its pid, its start and the boot.
public final class ProcessControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessControl.class);
  private static final Duration STEP = Duration.ofMillis(5);

  private final String name;
  private final List<String> words;
  private final Path directory;
  private final String stopSignal;
  private final Path note;
  private final Path log;

  /// @param directory where it starts
  /// @param stopSignal without SIG, like TERM
  /// @param home the node's home directory; it has a log and a note of the process
  public ProcessControl(
      String name, List<String> words, Path directory, String stopSignal, Path home) {
    this.name = name;
    this.words = words;
    this.directory = directory;
    this.stopSignal = stopSignal;
    this.note = home.resolve("data/run/hook-" + name + ".pid");
    this.log = home.resolve("log/" + name + ".log");
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    Optional<Incarnation> before = noted();
    if (before.filter(Incarnation::alive).isPresent()) {
      return Outcome.DONE;
    }
    if (before.isPresent() && !before.get().members().isEmpty()) {
      LOG.warn("{}: its first process is gone; ending the others", name);
      signal("KILL", -before.get().pid());
      if (!awaitEnd(before.get(), System.nanoTime() + patience.toNanos())) {
        return new Outcome.Failed(
            "processes %s of the last start can't be ended".formatted(before.get().members()));
      }
    }
    try {
      Files.createDirectories(note.getParent());
      Files.createDirectories(log.getParent());
      Files.createDirectories(directory);
      return begin();
    } catch (IOException e) {
      return new Outcome.Failed(
          "can't start %s: %s; correct `command`, or make room and rights under %s"
              .formatted(words.getFirst(), e.getMessage(), note.getParent()));
    }
  }

  private Outcome begin() throws IOException, InterruptedException {
    Process process =
        Ordinary.builder(words, Map.of())
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Optional<Incarnation> born = Incarnation.of(process.pid());
    if (born.isEmpty()) {
      return ended(process);
    }
    try {
      write(born.get());
    } catch (IOException e) {
      // Nobody would find it again.
      Session.end(process);
      throw e;
    }
    LOG.info("{}: started {} as process {}", name, words.getFirst(), process.pid());
    return Outcome.DONE;
  }

  private Outcome ended(Process process) throws InterruptedException {
    boolean over = process.waitFor(1, TimeUnit.SECONDS);
    return new Outcome.Failed(
        "%s ended at once%s; %s"
            .formatted(
                words.getFirst(), over ? " with exit code " + process.exitValue() : "", trace()));
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    Optional<Incarnation> noted = noted();
    if (noted.isEmpty()) {
      return Outcome.DONE;
    }
    Incarnation process = noted.get();
    long began = System.nanoTime();
    if (process.alive()) {
      signal(stopSignal, process.pid());
      // One that was suspended couldn't hear it.
      signal("CONT", -process.pid());
      boolean gone = awaitEnd(process, began + patience.toNanos() * 4 / 5);
      LOG.info("{}: process {} {}", name, process.pid(), gone ? "ended" : "didn't end; killing it");
    }
    if (!process.members().isEmpty()) {
      signal("KILL", -process.pid());
      if (!awaitEnd(process, began + patience.toNanos())) {
        return new Outcome.Unknown(
            "processes %s don't even end by SIGKILL; look at their disks"
                .formatted(process.members()));
      }
    }
    try {
      Files.deleteIfExists(note);
    } catch (IOException harmless) {
      LOG.debug("{}: {}", name, harmless.getMessage());
    }
    return Outcome.DONE;
  }

  @Override
  public Presence presence() {
    Optional<Incarnation> noted = noted().filter(Incarnation::ofThisBoot);
    if (noted.isEmpty()) {
      return new Presence.Gone();
    }
    if (noted.get().suspended()) {
      return new Presence.Unclear("process " + noted.get().pid() + " is suspended (SIGSTOP)");
    }
    if (noted.get().alive()) {
      return new Presence.Here();
    }
    return noted.get().members().isEmpty()
        ? new Presence.Failed("it ended by itself; " + trace())
        : new Presence.Unclear("its first process is gone, others are left: stop it");
  }

  @Override
  public String trace() {
    return "see " + log + "; it must stay in the foreground (nginx: -g 'daemon off;')";
  }

  private static boolean awaitEnd(Incarnation process, long end) throws InterruptedException {
    while (!process.members().isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(STEP);
    }
    return true;
  }

  private Optional<Incarnation> noted() {
    try {
      return Optional.of(Incarnation.parse(Files.readString(note)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | RuntimeException garbled) {
      LOG.warn("{}: {} can't be read ({}); taken for absent", name, note, garbled.getMessage());
      return Optional.empty();
    }
  }

  private void write(Incarnation process) throws IOException {
    Path fresh = note.resolveSibling(note.getFileName() + ".new");
    Files.writeString(fresh, process + "\n");
    Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// @param target a process, or minus a process group
  private void signal(String signal, long target) throws InterruptedException {
    List<String> kill =
        List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, Long.toString(target));
    try {
      new ProcessBuilder(kill)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      LOG.warn("{}: can't send SIG{}: {}", name, signal, e.getMessage());
    }
  }
}
