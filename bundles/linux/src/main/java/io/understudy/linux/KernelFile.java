package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// A descriptor of a plain file.
class KernelFile extends KernelInode implements OpenFile {
  /// At most this at a time, so that lengths are ints.
  private static final long PIECE = 1 << 30;

  KernelFile(Supplier<String> name, int descriptor) {
    super(name, descriptor, true);
  }

  @Override
  public final int read(ByteBuffer into, long position) throws IOException {
    int start = into.position();
    try (Scratch scratch = Scratch.take()) {
      int length = -1;
      while (into.hasRemaining() && length != 0) {
        MemorySegment room = room(scratch, into);
        length =
            Call.PREAD.with(
                scratch,
                descriptor(),
                room.address(),
                room.byteSize(),
                position + into.position() - start);
        if (length != -Numbers.EINTR) {
          check("reading", length);
          if (into.isDirect()) {
            into.position(into.position() + length);
          } else {
            into.put(room.asSlice(0, length).asByteBuffer());
          }
        }
      }
    } finally {
      Reference.reachabilityFence(into);
    }
    return into.position() - start;
  }

  @Override
  public final void write(ByteBuffer from, long position) throws IOException {
    int start = from.position();
    try (Scratch scratch = Scratch.take()) {
      while (from.hasRemaining()) {
        MemorySegment data = room(scratch, from);
        if (!from.isDirect()) {
          int length = (int) data.byteSize();
          data.asByteBuffer().put(0, from, from.position(), length);
        }
        int written =
            Call.PWRITE.with(
                scratch,
                descriptor(),
                data.address(),
                data.byteSize(),
                position + from.position() - start);
        if (written != -Numbers.EINTR) {
          check("writing", written);
          from.position(from.position() + written);
        }
      }
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  /// {@return what remains of a direct buffer; for others, as much room in the scratch}
  private static MemorySegment room(Scratch scratch, ByteBuffer buffer) {
    return buffer.isDirect()
        ? MemorySegment.ofBuffer(buffer)
        : scratch.buffer().asSlice(0, Math.min(Scratch.BUFFER, buffer.remaining()));
  }

  @Override
  public final long nextData(long position) throws IOException {
    return seek(position, FileNumbers.SEEK_DATA);
  }

  @Override
  public final long nextHole(long position) throws IOException {
    return seek(position, FileNumbers.SEEK_HOLE);
  }

  private long seek(long position, int what) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      long found = Call.LSEEK.wide(scratch, descriptor(), position, what);
      if (found == -FileNumbers.ENXIO) {
        return metadata().size();
      } else if (found < 0) {
        throw Refusal.of(what("looking for holes in"), (int) found);
      }
      return found;
    }
  }

  @Override
  public final void truncate(long size) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      check("truncating", Call.FTRUNCATE.with(scratch, descriptor(), size));
    }
  }

  @Override
  public final void punch(long position, long length) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      check(
          "making a hole in",
          Call.FALLOCATE.with(
              scratch, descriptor(), FileNumbers.FALLOC_FL_PUNCH_HOLE_KEEP_SIZE, position, length));
    }
  }

  @Override
  public final void cloneOf(OpenFile source) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      int result =
          Call.IOCTL.with(
              scratch, descriptor(), FileNumbers.FICLONE, ((KernelFile) source).descriptor());
      if (result == -FileNumbers.EINVAL) {
        String what = what("cloning to") + ": these two can't share blocks";
        throw new FileFailure(what, FileFailure.Reason.UNSUPPORTED, -result);
      }
      check("cloning to", result);
    }
  }

  @Override
  public final long copy(OpenFile source, long sourcePosition, long position, long length)
      throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment positions = scratch.small();
      positions.set(JAVA_LONG, 0, sourcePosition);
      positions.set(JAVA_LONG, 8, position);
      long copied = 0;
      while (copied < length) {
        int result =
            Call.COPY_FILE_RANGE.six(
                scratch,
                ((KernelFile) source).descriptor(),
                positions.address(),
                descriptor(),
                positions.address() + 8,
                Math.min(PIECE, length - copied),
                0);
        if (result == 0) {
          return copied;
        } else if (result != -Numbers.EINTR) {
          check("copying to", result);
          copied += result;
        }
      }
      return copied;
    }
  }

  @Override
  public final void sync() throws IOException {
    try (Scratch scratch = Scratch.take()) {
      check("syncing", Call.FSYNC.with(scratch, descriptor()));
    }
  }
}
