package io.understudy.fencing.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The beginning, or the end, of a text of any length. One thread writes, another reads.
final class Bounded {
  private final int most;
  private final boolean fromTheEnd;
  private byte[] bytes = {};
  private boolean cut;

  private Bounded(int most, boolean fromTheEnd) {
    this.most = most;
    this.fromTheEnd = fromTheEnd;
  }

  static Bounded first(int most) {
    return new Bounded(most, false);
  }

  static Bounded last(int most) {
    return new Bounded(most, true);
  }

  synchronized void add(byte[] more) {
    if (!fromTheEnd && bytes.length == most) {
      cut |= more.length > 0;
      return;
    }
    ByteArrayOutputStream both = new ByteArrayOutputStream(bytes.length + more.length);
    both.writeBytes(bytes);
    both.writeBytes(more);
    bytes = both.toByteArray();
    if (bytes.length > most) {
      cut = true;
      bytes =
          fromTheEnd
              ? Arrays.copyOfRange(bytes, bytes.length - most, bytes.length)
              : Arrays.copyOf(bytes, most);
    }
  }

  synchronized boolean cut() {
    return cut;
  }

  @Override
  public synchronized String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
