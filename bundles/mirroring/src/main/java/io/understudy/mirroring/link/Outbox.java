package io.understudy.mirroring.link;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends in frames that fill a TLS record each: two bytes of length, then as many bytes. A frame of
/// nothing only says that this end lives. A length of [#END] says that all was said: TLS of the JDK
/// doesn't tell an end from a cut.
final class Outbox extends OutputStream {
  static final int FRAME = 16 * 1024;
  static final int LONGEST = FRAME - 2;

  static final int END = 0xffff;

  private static final byte[] PULSE = {0, 0};
  private static final byte[] LAST = {(byte) 0xff, (byte) 0xff};

  private final OutputStream wire;
  private final Throttle throttle;
  private final Supplier<@Nullable IOException> over;
  private final ReentrantLock filling = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock();
  private final byte[] frame = new byte[FRAME];
  private int filled = 2;
  private volatile boolean busy;
  private volatile long frames;
  private volatile long bytes;

  /// @param over why nothing can be sent any more; null while it can
  Outbox(OutputStream wire, Throttle throttle, Supplier<@Nullable IOException> over) {
    this.wire = wire;
    this.throttle = throttle;
    this.over = over;
  }

  /// {@return bytes of the channel that were sent}
  long bytes() {
    return bytes;
  }

  /// {@return a number that grows with each frame that the kernel took}
  long frames() {
    return frames;
  }

  /// {@return whether a frame is being given to the kernel}
  boolean busy() {
    return busy;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    filling.lock();
    try {
      int at = offset;
      int left = length;
      while (left > 0) {
        int part = Math.min(left, FRAME - filled);
        System.arraycopy(from, at, frame, filled, part);
        filled += part;
        at += part;
        left -= part;
        if (filled == FRAME) {
          send();
        }
      }
    } finally {
      filling.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    filling.lock();
    try {
      send();
    } finally {
      filling.unlock();
    }
  }

  /// Sends what lies in the frame if nobody is about to: who waits for an answer has asked for it,
  /// though he forgot to say so.
  void flushIdle() throws IOException {
    if (filled > 2 && filling.tryLock()) {
      try {
        send();
      } finally {
        filling.unlock();
      }
    }
  }

  private void send() throws IOException {
    int length = filled - 2;
    if (length > 0) {
      throttle.take(filled, () -> over.get() != null);
      frame[0] = (byte) (length >> 8);
      frame[1] = (byte) length;
      filled = 2;
      put(frame, length + 2);
      bytes += length;
    }
  }

  /// Sends what there is, and that nothing follows.
  void end() throws IOException {
    flush();
    put(LAST, LAST.length);
  }

  /// Says that this end lives, unless it is saying something just now.
  void pulse() throws IOException {
    if (sending.tryLock()) {
      try {
        put(PULSE, PULSE.length);
      } finally {
        sending.unlock();
      }
    }
  }

  private void put(byte[] from, int length) throws IOException {
    sending.lock();
    try {
      IOException ended = over.get();
      if (ended != null) {
        throw new IOException(ended.getMessage(), ended);
      }
      busy = true;
      wire.write(from, 0, length);
      wire.flush();
      frames++;
    } catch (IOException e) {
      IOException ended = over.get();
      throw ended == null ? e : new IOException(ended.getMessage(), e);
    } finally {
      busy = false;
      sending.unlock();
    }
  }
}
