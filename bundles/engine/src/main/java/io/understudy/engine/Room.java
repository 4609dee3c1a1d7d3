package io.understudy.engine;

import io.understudy.api.Problem;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the room on the disk under `data/`. The state file needs none, because it is allocated
/// once; what else is written there (settings kept as good, replaced bundles) does.
final class Room implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final long MB = 1 << 20;
  private static final long LEAST = 16 * MB;

  private final Path data;
  private final Thread thread;
  private @Nullable FileStore disk;
  private volatile Optional<Problem> problem = Optional.empty();

  Room(Path data) {
    this.data = data;
    this.thread = Thread.ofVirtual().name("room on the disk").start(this::run);
  }

  List<Problem> problems() {
    return problem.stream().toList();
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Optional<Problem> found = find();
    if (found.isPresent() != problem.isPresent()) {
      found.ifPresentOrElse(now -> LOG.warn("{}", now), () -> LOG.info("{} has room again", data));
    }
    problem = found;
  }

  private Optional<Problem> find() {
    try {
      FileStore asked = disk;
      if (asked == null) {
        asked = Files.getFileStore(data); // reads all mounts: once is enough
        disk = asked;
      }
      long left = asked.getUsableSpace();
      return left >= LEAST
          ? Optional.empty()
          : Optional.of(warning("data/ has %d MB left on its disk".formatted(left / MB)));
    } catch (IOException e) {
      disk = null;
      return Optional.of(warning("data/ has a disk that can't be asked: " + e.getMessage()));
    }
  }

  private Problem warning(String what) {
    return new Problem(
        Problem.Severity.WARNING,
        data.toString(),
        what,
        "make room there; the groups stay as they are");
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
