package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.Settings;
import io.understudy.engine.decision.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts how often this node failed as an owner: it lost its lease, or its process ended while it
/// owned. Too often within the window, and it is set back (R11) until it rejoins. What is counted
/// is in `data/failures`, a time a line, and `owns` while it owns something.
final class Flaps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Flaps.class);
  private static final String OWNS = "owns";

  /// @param most so many failures within the window set the node back; 0: never
  record Limit(int most, Duration window) {}

  private final Path file;
  private final InstantSource clock;
  private final Supplier<Limit> limit;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("failures").factory());
  private final List<Instant> failures = new ArrayList<>();
  private final Set<String> owned = new HashSet<>();
  private boolean endedAsOwner;

  Flaps(Path file, InstantSource clock, Supplier<Limit> limit) {
    this.file = file;
    this.clock = clock;
    this.limit = limit;
    read();
  }

  private void read() {
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        if (line.equals(OWNS)) {
          endedAsOwner = true;
        } else if (!line.isBlank()) {
          failures.add(Instant.parse(line));
        }
      }
    } catch (IOException | DateTimeException e) {
      LOG.warn("{} can't be read ({}); failures are counted from none", file, e.toString());
    }
  }

  /// @param kept the groups that live on in this life (R12)
  /// @return the hold, if the end of the last life was one too many
  synchronized Optional<ClusterView.Hold> begun(Set<String> kept) {
    boolean failed = endedAsOwner && kept.isEmpty();
    if (!kept.isEmpty()) {
      owned.addAll(kept);
      write();
    }
    endedAsOwner = false;
    return failed ? failed("its process ended while it owned a group") : Optional.empty();
  }

  /// @return the hold, if this was one failure too many
  synchronized Optional<ClusterView.Hold> noted(Action.Note note) {
    switch (note.kind()) {
      case "claimed" -> {
        if (owned.add(note.group()) && owned.size() == 1) {
          write();
        }
      }
      case "standby" -> {
        if (owned.remove(note.group()) && owned.isEmpty()) {
          write();
        }
      }
      case "surrenders" -> {
        return failed(note.text());
      }
      default -> {}
    }
    return Optional.empty();
  }

  /// This life ends in good order.
  synchronized void ends() {
    owned.clear();
    write();
  }

  private Optional<ClusterView.Hold> failed(String why) {
    Instant now = clock.instant();
    Limit allowed = limit.get();
    failures.removeIf(at -> at.isAfter(now) || at.isBefore(now.minus(allowed.window())));
    failures.add(now);
    write();
    if (allowed.most() == 0 || failures.size() < allowed.most()) {
      return Optional.empty();
    }
    String reason =
        "it failed %d times within %s, the last time: %s"
            .formatted(failures.size(), Settings.words(allowed.window()), why);
    failures.clear();
    return Optional.of(new ClusterView.Hold(reason, "flap protection", now, true));
  }

  private void write() {
    List<String> lines = new ArrayList<>();
    failures.forEach(at -> lines.add(at.toString()));
    if (!owned.isEmpty()) {
      lines.add(OWNS);
    }
    String text = String.join("\n", lines) + "\n";
    if (!writer.isShutdown()) {
      writer.execute(() -> write(text));
    }
  }

  private void write(String text) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", file, e.toString());
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
