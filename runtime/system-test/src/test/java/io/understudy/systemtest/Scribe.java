package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes one file after the other into a tree, as a mail server does: to another name first. Each
/// file's content follows from its name, so that whoever finds it can say whether it is whole.
final class Scribe implements AutoCloseable {
  private static final int FOLDERS = 7;

  private final Path root;
  private final String prefix;
  private final long gap;
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile @Nullable IOException broken;

  /// @param prefix of the files' names, of no other scribe's
  Scribe(Path root, String prefix, int perSecond) {
    this.root = root;
    this.prefix = prefix;
    this.gap = 1_000_000_000L / perSecond;
    this.thread = Thread.ofPlatform().daemon().name("scribe " + prefix).start(this::loop);
  }

  private void loop() {
    try {
      for (int number = 0; !ended; number++) {
        String name = "%s-%d/%s-%05d".formatted(prefix, number % FOLDERS, prefix, number);
        write(root, name);
        done.add(name);
        LockSupport.parkNanos(gap);
      }
    } catch (IOException e) {
      broken = e;
    }
  }

  static void write(Path root, String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Path draft = file.resolveSibling("draft." + file.getFileName());
    Files.write(draft, content(name));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// {@return what the file of that name holds}
  static byte[] content(String name) {
    byte[] line = (name + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] content = new byte[Math.floorMod(name.hashCode(), 30_000)];
    for (int i = 0; i < content.length; i++) {
      content[i] = line[i % line.length];
    }
    return content;
  }

  /// {@return the names of the files that are written, oldest first}
  List<String> done() {
    return List.copyOf(done);
  }

  /// Ends the writing.
  ///
  /// @return the names of all files
  List<String> end() {
    ended = true;
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    IOException failure = broken;
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
    return done();
  }

  static void assertWhole(Path copy, List<String> names) throws IOException {
    for (String name : names) {
      assertTrue(Files.exists(copy.resolve(name)), name + " is missing in " + copy);
      assertArrayEquals(content(name), Files.readAllBytes(copy.resolve(name)), name);
    }
  }

  /// Whatever is there, is whole.
  static void assertNothingTorn(Path copy) throws IOException {
    List<Path> files;
    try (var all = Files.walk(copy)) {
      files = all.filter(path -> path.getFileName().toString().matches("[a-z]+-\\d{5}")).toList();
    }
    for (Path file : files) {
      try {
        String name = copy.relativize(file).toString();
        assertTrue(Arrays.equals(content(name), Files.readAllBytes(file)), file + " is torn");
      } catch (NoSuchFileException goneMeanwhile) {
        // A file that vanishes isn't torn.
      }
    }
  }

  @Override
  public void close() {
    ended = true;
  }
}
