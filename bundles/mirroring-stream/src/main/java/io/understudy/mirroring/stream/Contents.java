package io.understudy.mirroring.stream;

import io.understudy.api.files.Inode;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;

/// What is compared of files, as numbers.
final class Contents {
  private Contents() {}

  /// Hears how many bytes were read.
  @FunctionalInterface
  interface Heard {
    void read(int bytes) throws IOException, InterruptedException;
  }

  /// {@return a hash of the extended attributes; 0 if there are none}
  static long attributes(Tree tree, RelativePath path) throws IOException {
    try (Inode inode = tree.open(path)) {
      return FileState.hash(FileState.extended(inode));
    }
  }

  /// {@return a hash of the content, the same wherever holes are}
  static long hash(OpenFile file, byte[] piece, Heard heard)
      throws IOException, InterruptedException {
    long hash = 1;
    long at = file.nextData(0);
    int read = Limits.PIECE;
    while (read == Limits.PIECE) {
      at -= at % Limits.PIECE;
      read = Hashing.read(file, piece, at, Limits.PIECE);
      for (int i = 0; i < Hashing.blocks(read); i++) {
        long block = Hashing.block(piece, i * Limits.BLOCK);
        if (block != 0) {
          hash = Hashing.mix(Hashing.mix(hash, at / Limits.BLOCK + i), block);
        }
      }
      heard.read(read);
      at = file.nextData(at + read);
    }
    return hash;
  }

  /// {@return in which of several parts of a directory a name is}
  static int part(byte[] name, int parts) {
    return (int) Long.remainderUnsigned(Hashing.of(name, 0, name.length), parts);
  }
}
