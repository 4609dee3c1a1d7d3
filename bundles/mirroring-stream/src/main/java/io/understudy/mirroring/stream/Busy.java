package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Remembers in which directories it works just now, so that after a crash unfinished files are
/// found without going through the whole tree.
final class Busy {
  private static final int MOST = 4096;

  private final Path path;
  private final Set<RelativePath> directories = new LinkedHashSet<>();
  private @Nullable FileChannel file;

  Busy(Path scratch) {
    path = scratch.resolve("busy");
  }

  /// To be called before a file may be there that isn't finished.
  void in(RelativePath directory) throws IOException {
    if (directories.contains(directory)) {
      return;
    }
    try {
      if (directories.size() >= MOST) {
        clear();
      }
      FileChannel to = file;
      if (to == null) {
        to = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        to.position(to.size());
        file = to;
      }
      byte[] bytes = directory.bytes();
      ByteBuffer record = ByteBuffer.allocate(2 + bytes.length);
      record.putShort((short) bytes.length).put(bytes).flip();
      while (record.hasRemaining()) {
        to.write(record);
      }
    } catch (IOException e) {
      throw failure(e);
    }
    directories.add(directory);
  }

  private FileFailure failure(IOException e) {
    return new FileFailure("writing %s: %s".formatted(path, e), FileFailure.Reason.OTHER, 0);
  }

  /// No file is unfinished.
  void clear() throws IOException {
    directories.clear();
    if (file != null) {
      try {
        file.truncate(0);
        file.position(0);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  /// Removes what was left unfinished.
  void tidy(Copy copy) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    byte[] all;
    try {
      all = Files.readAllBytes(path);
    } catch (IOException e) {
      throw failure(e);
    }
    ByteBuffer from = ByteBuffer.wrap(all);
    while (from.remaining() > 1) {
      int length = Short.toUnsignedInt(from.getShort());
      if (length > from.remaining()) {
        break; // it ended while it was written: nothing was begun there
      }
      byte[] bytes = new byte[length];
      from.get(bytes);
      tidy(copy, RelativePath.of(bytes));
    }
    Files.deleteIfExists(path);
  }

  private static void tidy(Copy copy, RelativePath directory) throws IOException {
    List<RelativePath> left = new ArrayList<>();
    try {
      copy.tree.list(
          directory,
          (name, _) -> {
            RelativePath path = directory.resolve(name);
            if (path.isTemporary()) {
              left.add(path);
            }
          });
      for (RelativePath path : left) {
        copy.removal.unfinished(path);
      }
    } catch (FileFailure e) {
      if (!Source.absent(e)) {
        throw e;
      }
    }
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
