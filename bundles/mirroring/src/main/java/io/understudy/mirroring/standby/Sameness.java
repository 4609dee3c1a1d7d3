package io.understudy.mirroring.standby;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/// Compares the content of two files, not their attributes.
final class Sameness {
  private static final int PIECE = 128 * 1024;

  /// After each piece: the node runs in real time, and nobody waits for this.
  private static final long BREATH = 100_000L;

  private Sameness() {}

  static boolean of(Tree one, RelativePath path, Tree other, RelativePath otherPath)
      throws IOException {
    Optional<Metadata> left = one.find(path);
    Optional<Metadata> right = other.find(otherPath);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    Metadata file = left.get();
    Metadata present = right.get();
    if (file.kind() != present.kind()) {
      return false;
    } else if (file.device() == present.device() && file.inode() == present.inode()) {
      return true;
    }
    return switch (file.kind()) {
      case FILE ->
          file.size() == present.size() && firstDifference(one, path, other, otherPath).isEmpty();
      case SYMLINK -> Arrays.equals(one.readSymlink(path), other.readSymlink(otherPath));
      case CHARACTER_DEVICE, BLOCK_DEVICE -> file.special() == present.special();
      case FIFO, SOCKET -> true;
      case DIRECTORY -> false;
    };
  }

  /// {@return where two plain files differ first; empty if they don't}
  static OptionalLong firstDifference(
      Tree one, RelativePath path, Tree other, RelativePath otherPath) throws IOException {
    ByteBuffer left = ByteBuffer.allocate(PIECE);
    ByteBuffer right = ByteBuffer.allocate(PIECE);
    try (OpenFile file = one.read(path);
        OpenFile present = other.read(otherPath)) {
      long at = 0;
      while (true) {
        int length = file.read(left.clear(), at);
        present.read(right.clear(), at);
        int differs = left.flip().mismatch(right.flip());
        if (differs >= 0) {
          return OptionalLong.of(at + differs);
        } else if (length == 0) {
          return OptionalLong.empty();
        }
        at += length;
        LockSupport.parkNanos(BREATH);
      }
    }
  }
}
