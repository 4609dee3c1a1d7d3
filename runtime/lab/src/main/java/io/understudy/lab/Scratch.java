package io.understudy.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A temporary directory of this process, removed at [#close] or at the JVM's end.
public final class Scratch implements AutoCloseable {
  private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));

  /// For much, and on a disk: `/tmp` may be memory.
  private static final Path LARGE = Path.of("/var/tmp");

  private static final long IMAGE = 64L << 30;
  private static final Owner SELF = Owner.self();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path path;
  private final Runnable end = this::remove;

  Scratch(String hint) {
    this(FOLDER, hint);
  }

  private Scratch(Path folder, String hint) {
    Stale.sweep();
    path = folder.resolve(SELF.name("", NUMBER.incrementAndGet() + hint));
    Ending.add(end);
    try {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return a directory on a disk, for hundreds of thousands of files}
  public static Scratch onDisk(String hint) {
    return new Scratch(LARGE, hint);
  }

  public Path path() {
    return path;
  }

  /// Makes a directory that is a file system of its own (ext4 in a sparse file of 64 GB), as
  /// another machine has one. It goes with everything else in here.
  ///
  /// @return empty where this machine can't mount a file (a container without loop devices)
  public Optional<Path> fileSystem(String name) {
    Path mounted = path.resolve(name);
    Path image = path.resolve(name + ".img");
    try {
      Files.createDirectory(mounted);
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(IMAGE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean made =
        succeeds("mkfs.ext4", "-q", "-E", "lazy_journal_init=1", image.toString())
            && succeeds("mount", "-o", "loop,noinit_itable", image.toString(), mounted.toString());
    return made ? Optional.of(mounted) : Optional.empty();
  }

  private static boolean succeeds(String... line) {
    try {
      return Command.attempt(List.of(line), "", PATIENCE).succeeded();
    } catch (UncheckedIOException notInstalled) {
      return false;
    }
  }

  @Override
  public void close() {
    if (Ending.take(end)) {
      end.run();
    }
  }

  /// Removes directories whose makers are dead.
  static void sweep() {
    for (Path folder : new LinkedHashSet<>(List.of(FOLDER, LARGE))) {
      sweep(folder);
    }
  }

  private static void sweep(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var all = Files.list(folder)) {
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

  /// By rm(1): mirrored trees hold names that Java can't spell.
  private static void remove(Path root) {
    for (int attempt = 0; attempt < 20 && Files.exists(root); attempt++) {
      mounted(root).forEach(mount -> succeeds("umount", mount));
      List<String> line = List.of("rm", "-rf", "--one-file-system", root.toString());
      if (!Command.attempt(line, "", PATIENCE).succeeded()) {
        Pause.ofMillis(50);
      }
    }
  }

  /// {@return what is mounted below; names of the lab have nothing that is escaped there}
  private static List<String> mounted(Path root) {
    try (var lines = Files.lines(Path.of("/proc/self/mounts"))) {
      return lines
          .map(line -> line.split(" ")[1])
          .filter(mount -> mount.startsWith(root + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
