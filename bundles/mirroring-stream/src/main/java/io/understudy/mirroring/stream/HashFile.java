package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The hashes of a large file's blocks, some of them in memory at a time. What was never set is 0.
/// Before them is room for what they belong to.
final class HashFile implements AutoCloseable {
  private static final int WINDOW = 2048;
  private static final int HEAD = 128;

  private Path path;
  private final ByteBuffer bytes = ByteBuffer.allocate(WINDOW * Long.BYTES);
  private final LongBuffer window = bytes.asLongBuffer();
  private @Nullable FileChannel file;
  private long first;
  private boolean dirty;

  /// A new one. As long as all fits into memory there is no file.
  HashFile(Path path) {
    this.path = path;
  }

  private HashFile(Path path, FileChannel file) throws IOException {
    this.path = path;
    this.file = file;
    load();
  }

  static HashFile open(Path path) throws IOException {
    return new HashFile(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  long get(long block) throws IOException {
    return window.get(at(block));
  }

  void set(long block, long hash) throws IOException {
    window.put(at(block), hash);
    dirty = true;
  }

  private int at(long block) throws IOException {
    if (block < first || block >= first + WINDOW) {
      try {
        store();
        first = block - block % WINDOW;
        load();
      } catch (IOException e) {
        throw new FileFailure(
            "keeping hashes in %s: %s".formatted(path, e), FileFailure.Reason.OTHER, 0);
      }
    }
    return (int) (block - first);
  }

  private void load() throws IOException {
    FileChannel from = file;
    bytes.clear();
    long at = HEAD + first * Long.BYTES;
    while (from != null && bytes.hasRemaining() && from.read(bytes, at + bytes.position()) > 0) {
      // until it is full
    }
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
  }

  private void store() throws IOException {
    if (dirty) {
      write(bytes.clear(), HEAD + first * Long.BYTES);
      dirty = false;
    }
  }

  private void write(ByteBuffer from, long at) throws IOException {
    FileChannel to = file;
    if (to == null) {
      to =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      file = to;
    }
    while (from.hasRemaining()) {
      to.write(from, at + from.position());
    }
  }

  /// {@return what is before the hashes}
  ByteBuffer head() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    FileChannel from = file;
    while (from != null && head.hasRemaining() && from.read(head, head.position()) > 0) {
      // until it is full
    }
    return head.clear();
  }

  /// Keeps it under a name.
  ///
  /// @param blocks hashes behind these belong to nothing any more
  void keep(ByteBuffer head, long blocks, Path as) throws IOException {
    store();
    write(head, 0);
    FileChannel to = file;
    if (to != null) {
      to.truncate(HEAD + blocks * Long.BYTES);
      to.close();
    }
    Files.move(path, as, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    path = as;
  }

  /// Forgets it.
  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
