package io.understudy.mirroring.standby;

import io.understudy.api.files.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A plain file of a copy that is written only while the gate is open, in pieces that don't hold up
/// its closing.
///
/// @param <F> what it really is
class GuardedFile<F extends OpenFile> extends GuardedInode<F> implements OpenFile {
  private static final int PIECE = 1 << 20;
  private static final long COPY_PIECE = 4L << 20;

  GuardedFile(F inner, Gate gate, Gate.Pass pass) {
    super(inner, gate, pass);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return inner.read(into, position);
  }

  @Override
  public void write(ByteBuffer from, long position) throws IOException {
    int end = from.limit();
    long at = position;
    try {
      while (from.position() < end) {
        int part = Math.min(PIECE, end - from.position());
        from.limit(from.position() + part);
        long to = at;
        gate.change(pass, () -> inner.write(from, to));
        at += part;
      }
    } finally {
      from.limit(end);
    }
  }

  @Override
  public long nextData(long position) throws IOException {
    return inner.nextData(position);
  }

  @Override
  public long nextHole(long position) throws IOException {
    return inner.nextHole(position);
  }

  @Override
  public void truncate(long size) throws IOException {
    gate.change(pass, () -> inner.truncate(size));
  }

  @Override
  public void punch(long position, long length) throws IOException {
    gate.change(pass, () -> inner.punch(position, length));
  }

  @Override
  public void cloneOf(OpenFile source) throws IOException {
    gate.change(pass, () -> inner.cloneOf(real(source)));
  }

  @Override
  public long copy(OpenFile source, long sourcePosition, long position, long length)
      throws IOException {
    long copied = 0;
    while (copied < length) {
      long done = copied;
      long part = Math.min(COPY_PIECE, length - done);
      long got =
          gate.through(
              pass, () -> inner.copy(real(source), sourcePosition + done, position + done, part));
      copied += got;
      if (got < part) {
        break;
      }
    }
    return copied;
  }

  private static OpenFile real(OpenFile file) {
    return file instanceof GuardedFile<?> guarded ? guarded.inner : file;
  }

  /// Changes nothing that can be seen, and may take long: closing doesn't wait for it.
  @Override
  public void sync() throws IOException {
    gate.check(pass);
    inner.sync();
  }
}
