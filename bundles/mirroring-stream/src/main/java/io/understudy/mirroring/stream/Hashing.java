package io.understudy.mirroring.stream;

import io.understudy.api.files.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// XXH64. Blocks of nothing but zeros have the hash 0, like holes, and like what is behind the end.
final class Hashing {
  private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();
  private static final long ZEROS = HASH.hash(new byte[Limits.BLOCK], 0, Limits.BLOCK, 0);

  private Hashing() {}

  static long of(byte[] bytes, int at, int length) {
    return HASH.hash(bytes, at, length, 0);
  }

  /// {@return the hash of a block}
  static long block(byte[] bytes, int at) {
    long hash = HASH.hash(bytes, at, Limits.BLOCK, 0);
    if (hash == ZEROS) {
      return 0;
    }
    return hash == 0 ? 1 : hash;
  }

  /// Reads a piece of a file, with zeros up to the end of the last block.
  ///
  /// @return bytes that were read
  static int read(OpenFile file, byte[] piece, long position, int length) throws IOException {
    int read = file.read(ByteBuffer.wrap(piece, 0, length), position);
    Arrays.fill(piece, read, Math.min(piece.length, blocks(read) * Limits.BLOCK), (byte) 0);
    return read;
  }

  static int blocks(int bytes) {
    return (bytes + Limits.BLOCK - 1) / Limits.BLOCK;
  }

  static long blocks(long bytes) {
    return (bytes + Limits.BLOCK - 1) / Limits.BLOCK;
  }

  static long mix(long hash, long value) {
    return Long.rotateLeft((hash ^ value) * 0x9e3779b97f4a7c15L, 29) + value;
  }
}
