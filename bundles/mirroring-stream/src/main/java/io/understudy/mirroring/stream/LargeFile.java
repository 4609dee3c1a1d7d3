package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Sends what differs of a large file, piece by piece. In between, small items are carried out.
final class LargeFile {
  /// From here on, the standby is asked for the hashes of its copy if it isn't known.
  private static final long ASKS = 4 << 20;

  /// From here on, hashes are kept of a file that was sent as a whole.
  private static final long KEEPS = 64 << 20;

  private static final int ROUNDS = 3;

  private final StreamSender sender;
  private final Source source;
  private final Line line;
  private final Pass pass;

  LargeFile(StreamSender sender, Pass pass) {
    this.sender = sender;
    this.pass = pass;
    source = sender.source;
    line = sender.line;
  }

  /// {@return whether the copy has it now, or will have}
  boolean send(Job job, RelativePath path, OpenFile file, Metadata found, Mend.How how)
      throws IOException, InterruptedException {
    pass.large(path);
    try {
      Signatures.Base base = how == Mend.How.WHOLE ? null : base(path, found, how);
      if (base == null) {
        return transfer(job, path, file, found, null, Mend.How.LOOK);
      }
      try (HashFile hashes = base.hashes()) {
        Mend.How otherwise = how == Mend.How.HASHES ? Mend.How.WHOLE : Mend.How.HASHES;
        return transfer(
            job, path, file, found, new Signatures.Base(hashes, base.identity()), otherwise);
      }
    } finally {
      pass.large(null);
    }
  }

  private Signatures.@Nullable Base base(RelativePath path, Metadata found, Mend.How how)
      throws IOException, InterruptedException {
    if (how != Mend.How.HASHES) {
      Signatures.Base known = sender.signatures.find(found.inode());
      if (known != null) {
        return known;
      }
    }
    sender.signatures.forget(found.inode());
    return found.size() < ASKS && how != Mend.How.HASHES ? null : asked(path, found);
  }

  /// Asks for the hashes of the copy.
  private Signatures.@Nullable Base asked(RelativePath path, Metadata found)
      throws IOException, InterruptedException {
    HashFile hashes = sender.signatures.fresh();
    Identity identity = null;
    long blocks = Hashing.blocks(found.size());
    boolean complete = false;
    try {
      for (long first = 0; first < blocks && !complete; first += Limits.HASHES) {
        int count = (int) Math.min(Limits.HASHES, blocks - first);
        line.begin(Frame.HASHES, path.length() + 2 + 12).path(path).i64(first).u32(count);
        Operation operation = line.end(Reply.Hashed.class, _ -> {});
        Reply.Hashed answer = (Reply.Hashed) awaited(operation);
        if (!answer.there() || identity != null && !identity.equals(answer.identity())) {
          identity = null;
          break;
        }
        identity = answer.identity();
        for (int i = 0; i < answer.hashes().length; i++) {
          hashes.set(first + i, answer.hashes()[i]);
        }
        complete = answer.hashes().length < count;
        pass.between();
      }
    } finally {
      if (identity == null) {
        hashes.delete();
      }
    }
    return identity == null ? null : new Signatures.Base(hashes, identity);
  }

  private Reply awaited(Operation operation) throws IOException, InterruptedException {
    Reply reply = operation.reply();
    while (reply == null) {
      line.await();
      line.react();
      reply = operation.reply();
    }
    line.react();
    return reply;
  }

  /// What is sent of a file, and what is known of it afterwards.
  private static final class Transfer {
    final OpenFile file;
    final HashFile fresh;
    final HashFile base;
    final Operation operation;
    long size;
    long pieces;

    Transfer(OpenFile file, HashFile fresh, HashFile base, Operation operation, long size) {
      this.file = file;
      this.fresh = fresh;
      this.base = base;
      this.operation = operation;
      this.size = size;
    }
  }

  private boolean transfer(
      Job job,
      RelativePath path,
      OpenFile file,
      Metadata found,
      Signatures.@Nullable Base base,
      Mend.How otherwise)
      throws IOException, InterruptedException {
    line.begin(Frame.BEGIN, path.length() + 2 + 16 + Identity.LENGTH)
        .path(path)
        .u8(base != null ? 1 : 0)
        .u8(found.links() > 1 ? 1 : 0)
        .i64(found.size());
    FrameWriter out = line.out();
    (base == null ? Identity.NONE : base.identity()).write(out);
    HashFile fresh = sender.signatures.fresh();
    boolean keep = base != null || found.size() >= KEEPS;
    boolean[] ended = new boolean[1];
    job.more();
    Operation operation =
        line.end(
            Reply.Result.class,
            reply -> {
              Reply.Result result = (Reply.Result) reply;
              confirmed(found.inode(), fresh, keep && ended[0], result);
              pass.resulted(job, path, otherwise, result);
            });
    job.last = operation.id;
    Transfer transfer =
        new Transfer(file, fresh, base == null ? fresh : base.hashes(), operation, found.size());
    try {
      Metadata seen = found;
      FileState state = FileState.of(seen, file);
      boolean torn = true;
      for (int i = 0; i < ROUNDS && torn && operation.reply() == null; i++) {
        state = FileState.of(seen, file);
        transfer.size = seen.size();
        round(transfer, base == null, i);
        Metadata after = file.metadata();
        torn = !Source.unchanged(seen, after);
        seen = after;
      }
      if (torn) {
        job.fail(path + ": changed while it was read");
      }
      ended[0] = true; // torn or not, the hashes are those of what was sent
      line.more(Frame.END, operation.id, 1 + state.room()).u8(0);
      state.sized(transfer.size).write(out);
      line.endMore();
    } catch (FileFailure e) {
      line.more(Frame.END, operation.id, 1).u8(1);
      line.endMore();
      throw e;
    }
    job.last = line.last();
    return !keep || ((Reply.Result) awaited(operation)).status() == Reply.Status.DONE;
  }

  private void confirmed(long inode, HashFile fresh, boolean keep, Reply.Result result)
      throws IOException {
    boolean kept = false;
    if (keep && result.status() == Reply.Status.DONE) {
      kept = sender.signatures.keep(inode, fresh, result.identity());
    }
    if (!kept) {
      sender.signatures.forget(inode);
      fresh.delete();
    }
  }

  /// Reads it all once, and sends what differs from what the copy has by now.
  ///
  /// @param whole whether the copy begins as nothing but a hole
  private void round(Transfer transfer, boolean whole, int number)
      throws IOException, InterruptedException {
    boolean empty = whole && number == 0;
    HashFile known = number == 0 ? transfer.base : transfer.fresh;
    long dataStart = 0;
    long dataEnd = 0;
    long at = 0;
    while (at < transfer.size && transfer.operation.reply() == null) {
      if (at >= dataEnd) {
        dataStart = transfer.file.nextData(at);
        dataEnd = dataStart >= transfer.size ? Long.MAX_VALUE : transfer.file.nextHole(dataStart);
        dataStart = dataStart >= transfer.size ? Long.MAX_VALUE : dataStart;
      }
      int length = (int) Math.min(Limits.PIECE, transfer.size - at);
      boolean hole = at + length <= dataStart;
      if (!hole) {
        int read = Hashing.read(transfer.file, sender.piece, at, length);
        pass.progress.read(read);
        if (read < length) {
          transfer.size = at + read; // it became shorter: the next round will see
          length = read;
        }
      }
      changed(transfer, at / Limits.BLOCK, Hashing.blocks(length), hole, empty ? null : known);
      at += length;
      if (hole && empty) {
        at = Math.max(at, Math.min(dataStart, transfer.size) / Limits.PIECE * Limits.PIECE);
      }
      transfer.pieces++;
      if (transfer.pieces % 4 == 0) {
        pass.progress.breathe();
        line.flush();
        pass.between();
      }
    }
  }

  private final long[] runs = new long[Limits.PIECE_BLOCKS];
  private final int[] counts = new int[Limits.PIECE_BLOCKS];

  /// Sends what differs of a piece. The blocks that do are moved together.
  private void changed(
      Transfer transfer, long first, int blocks, boolean hole, @Nullable HashFile known)
      throws IOException, InterruptedException {
    byte[] piece = sender.piece;
    int found = 0;
    int length = 0;
    long next = -1;
    for (int i = 0; i < blocks; i++) {
      long hash = hole ? 0 : Hashing.block(piece, i * Limits.BLOCK);
      if (hash == (known == null ? 0 : known.get(first + i))) {
        transfer.fresh.set(first + i, hash);
        continue;
      }
      transfer.fresh.set(first + i, hash);
      long run = hash == 0 ? ~(first + i) : first + i;
      if (found > 0 && next == first + i && runs[found - 1] < 0 == run < 0) {
        counts[found - 1]++;
      } else {
        runs[found] = run;
        counts[found] = 1;
        found++;
      }
      next = first + i + 1;
      if (hash != 0) {
        System.arraycopy(piece, i * Limits.BLOCK, piece, length, Limits.BLOCK);
        length += Limits.BLOCK;
      }
    }
    if (found > 0) {
      send(transfer, found, length);
    }
  }

  private void send(Transfer transfer, int found, int length)
      throws IOException, InterruptedException {
    FrameWriter out =
        line.more(Frame.BLOCKS, transfer.operation.id, 16 + 12 * found + Packing.room(length));
    out.u16(found);
    for (int i = 0; i < found; i++) {
      out.i64(runs[i]).u32(counts[i]);
    }
    int at = out.position();
    out.u8(0).u32(length);
    int packed = Packing.pack(sender.piece, length, out.array(), out.position());
    if (packed < 0) {
      out.bytes(sender.piece, 0, length);
    } else {
      out.array()[at] = 1;
      out.advance(packed);
    }
    line.endConfirmed();
  }
}
