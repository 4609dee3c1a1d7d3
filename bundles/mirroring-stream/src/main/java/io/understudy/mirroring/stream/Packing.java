package io.understudy.mirroring.stream;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// LZ4, where it pays.
final class Packing {
  private static final LZ4Factory LZ4 = LZ4Factory.safeInstance();
  private static final LZ4Compressor COMPRESSOR = LZ4.fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4.safeDecompressor();

  /// Less isn't worth a call.
  private static final int LEAST = 1024;

  private static final int SAMPLE = 8192;

  private Packing() {}

  /// {@return room that is needed to pack so many bytes}
  static int room(int length) {
    return COMPRESSOR.maxCompressedLength(length);
  }

  /// @return the length of what was packed; -1 if it doesn't pay
  static int pack(byte[] from, int length, byte[] into, int at) {
    if (length < LEAST
        || length > 2 * SAMPLE && !pays(SAMPLE, compress(from, length / 2, SAMPLE, into, at))) {
      return -1;
    }
    int packed = compress(from, 0, length, into, at);
    return pays(length, packed) ? packed : -1;
  }

  private static int compress(byte[] from, int start, int length, byte[] into, int at) {
    return COMPRESSOR.compress(from, start, length, into, at, room(length));
  }

  private static boolean pays(int length, int packed) {
    return packed < length - length / 8;
  }

  static void unpack(byte[] from, int at, int packed, byte[] into, int length) throws Violation {
    try {
      if (DECOMPRESSOR.decompress(from, at, packed, into, 0, length) != length) {
        throw new Violation("packed content is shorter than it says");
      }
    } catch (LZ4Exception e) {
      throw new Violation("packed content can't be unpacked");
    }
  }
}
