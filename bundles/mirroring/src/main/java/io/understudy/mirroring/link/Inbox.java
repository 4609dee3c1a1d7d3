package io.understudy.mirroring.link;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What was received and isn't read yet: so much that one record is read while the next is
/// decrypted, and no more, so that a slow reader slows the other end down.
final class Inbox extends InputStream {
  private static final int CAPACITY = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final byte[] ring = new byte[CAPACITY];
  private int start;
  private int filled;
  private boolean ended;
  private @Nullable IOException failure;
  private volatile boolean full;

  /// {@return whether the next piece waits for room}
  boolean full() {
    return full;
  }

  /// Waits for room; drops the bytes when it has ended.
  void put(byte[] bytes, int offset, int length) {
    lock.lock();
    try {
      int at = offset;
      int left = length;
      while (left > 0 && !ended) {
        if (filled == CAPACITY) {
          full = true;
          room.awaitUninterruptibly();
          full = false;
          continue;
        }
        int end = (start + filled) % CAPACITY;
        int part = Math.min(left, Math.min(CAPACITY - filled, CAPACITY - end));
        System.arraycopy(bytes, at, ring, end, part);
        filled += part;
        at += part;
        left -= part;
        more.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more comes.
  ///
  /// @param why null if the other end is done
  void end(@Nullable IOException why) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = why;
      }
      more.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (filled == 0) {
        if (ended) {
          if (failure == null) {
            return -1;
          }
          throw new IOException(failure.getMessage(), failure);
        }
        more.awaitUninterruptibly();
      }
      int part = Math.min(length, Math.min(filled, CAPACITY - start));
      System.arraycopy(ring, start, into, offset, part);
      start = (start + part) % CAPACITY;
      filled -= part;
      room.signal();
      return part;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return filled;
    } finally {
      lock.unlock();
    }
  }
}
