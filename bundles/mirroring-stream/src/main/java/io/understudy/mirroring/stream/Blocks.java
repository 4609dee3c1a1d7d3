package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A frame with blocks of a large file.
final class Blocks {
  private Blocks() {}

  /// Looks whether a frame could be written, and leaves it.
  static void check(FrameReader in) throws Violation {
    Header header = Header.read(in);
    if (header.packed()) {
      in.skip(); // what can't be unpacked shows when it is written
    } else {
      in.bytes(header.length());
    }
  }

  /// What is in it.
  ///
  /// @param runs number of the first block of each run; inverted if it is of zeros
  /// @param length bytes that are not zeros
  private record Header(long[] runs, int[] counts, boolean packed, int length) {
    static Header read(FrameReader in) throws Violation {
      int count = in.u16();
      if (count == 0 || count > Limits.PIECE_BLOCKS) {
        throw new Violation("%d runs of blocks".formatted(count));
      }
      long[] runs = new long[count];
      int[] counts = new int[count];
      int blocks = 0;
      for (int i = 0; i < count; i++) {
        runs[i] = in.i64();
        counts[i] = in.upTo(Limits.PIECE_BLOCKS);
        long first = runs[i] < 0 ? ~runs[i] : runs[i];
        if (first > Limits.FILE / Limits.BLOCK - Limits.PIECE_BLOCKS) {
          throw new Violation("block %d of a file".formatted(first));
        }
        blocks += runs[i] < 0 ? 0 : counts[i];
      }
      boolean packed = in.flag();
      int length = in.upTo(Limits.PIECE);
      int sent = in.remaining();
      if (length != blocks * Limits.BLOCK || !packed && sent != length) {
        throw new Violation("%d blocks in %d bytes".formatted(blocks, packed ? length : sent));
      }
      return new Header(runs, counts, packed, length);
    }
  }

  /// Writes them to a file. The frame is read up to the number of its operation.
  ///
  /// @param piece room for what is packed
  static void write(FrameReader in, byte[] piece, OpenFile file) throws IOException {
    Header header = Header.read(in);
    int length = header.length;
    int sent = in.remaining();
    int at = in.bytes(sent);
    byte[] content = in.array();
    if (header.packed) {
      Packing.unpack(content, at, sent, piece, length);
      content = piece;
      at = 0;
    }
    for (int i = 0; i < header.runs.length; i++) {
      long run = header.runs[i];
      int size = header.counts[i] * Limits.BLOCK;
      if (run < 0) {
        zeros(file, ~run * Limits.BLOCK, size);
      } else {
        file.write(ByteBuffer.wrap(content, at, size), run * Limits.BLOCK);
        at += size;
      }
    }
  }

  private static void zeros(OpenFile file, long position, int length) throws IOException {
    try {
      file.punch(position, length);
    } catch (FileFailure e) {
      if (e.reason() != FileFailure.Reason.UNSUPPORTED) {
        throw e;
      }

      file.write(ByteBuffer.allocate(length), position);
    }
  }
}
