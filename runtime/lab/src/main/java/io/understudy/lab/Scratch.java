package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A temporary directory of this process, removed at [#close] or at the JVM's end.
final class Scratch implements AutoCloseable {
  private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Owner SELF = Owner.self();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path path;
  private final Runnable end = this::remove;

  Scratch(String hint) {
    Stale.sweep();
    path = FOLDER.resolve(SELF.name("", NUMBER.incrementAndGet() + hint));
    Ending.add(end);
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    if (Ending.take(end)) {
      end.run();
    }
  }

  /// Removes directories whose makers are dead.
  static void sweep() {
    try (var all = Files.list(FOLDER)) {
      all.filter(
              path ->
                  Owner.in(path.getFileName().toString())
                      .filter(owner -> !owner.alive())
                      .isPresent())
          .forEach(Scratch::remove);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove() {
    remove(path);
  }

  private static void remove(Path root) {
    for (int attempt = 0; attempt < 20 && Files.exists(root); attempt++) {
      try (var walk = Files.walk(root)) {
        List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException stillInUse) {
        Pause.ofMillis(50);
      }
    }
  }
}
