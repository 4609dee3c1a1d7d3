package io.understudy.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Held by the node that runs in a home. The kernel lets go of it when the process ends, however it
/// ends.
final class HomeLock implements AutoCloseable {
  private static final Duration FENCE_LIMIT = Duration.ofSeconds(3);

  private final FileChannel file;

  private HomeLock(FileChannel file) {
    this.file = file;
  }

  static HomeLock take(Home home) throws IOException {
    Path path = home.data().resolve("lock");
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    if (!locked(home, file)) {
      file.close();
      throw new IOException(
          "a node is running in %s already (process %s); stop it first, or use another --home"
              .formatted(home.directory(), Files.readString(path).strip()));
    }
    file.truncate(0);
    file.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return new HomeLock(file);
  }

  /// Whoever fences this node holds the lock for a moment, so that no successor starts half-way;
  /// while its order lies there, it is waited for.
  private static boolean locked(Home home, FileChannel file) throws IOException {
    long end = System.nanoTime() + FENCE_LIMIT.toNanos();
    while (file.tryLock() == null) {
      if (Files.notExists(home.data().resolve(HeldOrder.NAME)) || System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
