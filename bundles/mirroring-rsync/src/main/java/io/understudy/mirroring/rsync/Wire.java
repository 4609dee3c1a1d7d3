package io.understudy.mirroring.rsync;

import io.understudy.api.mirror.Channel;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Frames on a channel. Any thread may write, one reads.
final class Wire {
  static final byte[] HELLO = {'U', 'R', 'S', 'Y', 0, 1};
  private static final int HEAD = 9;

  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  Wire(Channel channel) {
    InputStream stream = channel.in();
    this.in = new DataInputStream(stream);
    this.out = channel.out();
  }

  void write(Frame.Type type, int run, byte[] payload) throws IOException {
    write(type, run, payload, payload.length);
  }

  /// Writes a frame without payload if nobody else is stuck in writing.
  void attempt(Frame.Type type, int run) throws IOException {
    if (writing.tryLock()) {
      try {
        write(type, run, new byte[0]);
      } finally {
        writing.unlock();
      }
    }
  }

  void write(Frame.Type type, int run, byte[] payload, int length) throws IOException {
    byte[] frame = new byte[HEAD + length];
    ByteBuffer.wrap(frame)
        .put((byte) type.ordinal())
        .putInt(run)
        .putInt(length)
        .put(payload, 0, length);
    writing.lock();
    try {
      out.write(frame);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /// {@return the next one; empty if the channel ended in front of it}
  Optional<Frame> read() throws IOException {
    int type = in.read();
    if (type < 0) {
      return Optional.empty();
    }
    if (type >= Frame.Type.values().length) {
      throw new IOException("the other end sent a frame of unknown type %d".formatted(type));
    }
    try {
      int run = in.readInt();
      int length = in.readInt();
      if (length < 0 || length > Frame.LONGEST) {
        throw new IOException("the other end sent a frame of %d bytes".formatted(length));
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      return Optional.of(new Frame(Frame.Type.values()[type], run, payload));
    } catch (EOFException cut) {
      throw new IOException("the channel ended within a frame", cut);
    }
  }
}
