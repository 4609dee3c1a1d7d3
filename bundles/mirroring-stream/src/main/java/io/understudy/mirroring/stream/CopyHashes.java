package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;

/// Tells the hashes of a copy's blocks.
final class CopyHashes {
  private CopyHashes() {}

  static void answer(Copy copy, long id, RelativePath path, long first, int count, FrameWriter out)
      throws IOException {
    if (copy.chosen.takes(path, Kind.FILE)) {
      try (OpenFile file = copy.tree.read(path)) {
        Identity identity = Identity.of(file.metadata());
        long[] hashes = hashes(file, identity.size(), first, count, copy.piece);
        begin(out, id, true, identity).u32(hashes.length);
        for (long hash : hashes) {
          out.i64(hash);
        }
        out.end();
        return;
      } catch (FileFailure e) {
        // There is none, or it can't be read: then it comes as a whole.
      }
    }
    begin(out, id, false, Identity.NONE).u32(0).end();
  }

  private static FrameWriter begin(FrameWriter out, long id, boolean there, Identity identity)
      throws IOException {
    out.begin(Frame.HASHED, 64 + Limits.HASHES * Long.BYTES).i64(id).u8(there ? 1 : 0);
    identity.write(out);
    return out;
  }

  private static long[] hashes(OpenFile file, long size, long first, int count, byte[] piece)
      throws IOException {
    long all = Hashing.blocks(size);
    long[] hashes = new long[Math.clamp(all - first, 0, count)];
    int at = 0;
    while (at < hashes.length) {
      long position = (first + at) * Limits.BLOCK;
      int blocks = Math.min(Limits.PIECE_BLOCKS, hashes.length - at);
      if (file.nextData(position) < position + (long) blocks * Limits.BLOCK) {
        int read = Hashing.read(file, piece, position, blocks * Limits.BLOCK);
        for (int i = 0; i < Hashing.blocks(read); i++) {
          hashes[at + i] = Hashing.block(piece, i * Limits.BLOCK);
        }
      }
      at += blocks;
    }
    return hashes;
  }
}
