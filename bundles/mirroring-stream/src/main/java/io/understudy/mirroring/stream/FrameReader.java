package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/// Takes frames apart, and believes nothing. For one thread.
final class FrameReader {
  private static final int AHEAD = 64 * 1024;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// What is done before it may have to wait for the other end.
  @FunctionalInterface
  interface Idle {
    void idle() throws IOException;
  }

  private final InputStream in;
  private final int limit;
  private final Idle idle;
  private final byte[] buffer;
  private int filled;
  private int start;
  private int at;
  private int end;

  /// @param limit content of a frame, at most
  FrameReader(InputStream in, int limit, Idle idle) {
    this.in = in;
    this.limit = limit;
    this.idle = idle;
    buffer = new byte[FrameWriter.HEADER + limit + AHEAD];
  }

  /// {@return whether there is one more; false at the end of the channel, between two frames}
  boolean next() throws IOException {
    if (at != end) {
      throw new Violation("a frame has %d bytes too many".formatted(end - at));
    }
    if (!fill(FrameWriter.HEADER)) {
      return false;
    }
    int length = (int) INT.get(buffer, at + 1);
    if (length < 0 || length > limit) {
      throw new Violation(
          "a frame of %d bytes, more than %d".formatted(Integer.toUnsignedLong(length), limit));
    }
    fill(FrameWriter.HEADER + length);
    start = at;
    at += FrameWriter.HEADER;
    end = at + length;
    return true;
  }

  private boolean fill(int length) throws IOException {
    if (at > buffer.length - length || at == filled) {
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      filled -= at;
      at = 0;
      end = 0;
    }
    while (filled - at < length) {
      idle.idle();
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        if (filled > at) {
          throw new IOException("the mirror's channel ended within a frame");
        }
        return false;
      }
      filled += read;
    }
    return true;
  }

  Frame type() throws Violation {
    return Frame.of(Byte.toUnsignedInt(buffer[start]));
  }

  /// {@return its bytes, the header included}
  int size() {
    return end - start;
  }

  /// {@return what the frame is in; the frame from [#start] on}
  byte[] array() {
    return buffer;
  }

  int start() {
    return start;
  }

  private int take(int length) throws Violation {
    if (length < 0 || length > end - at) {
      throw new Violation("a frame is shorter than what it says is in it");
    }
    int taken = at;
    at += length;
    return taken;
  }

  int remaining() {
    return end - at;
  }

  /// Leaves the rest of the frame.
  void skip() {
    at = end;
  }

  /// {@return where these bytes are in [#array]}
  int bytes(int length) throws Violation {
    return take(length);
  }

  int u8() throws Violation {
    return Byte.toUnsignedInt(buffer[take(1)]);
  }

  boolean flag() throws Violation {
    return one(2) == 1;
  }

  /// {@return a number below a limit}
  int one(int below) throws Violation {
    int value = u8();
    if (value >= below) {
      throw new Violation("%d where less than %d may be".formatted(value, below));
    }
    return value;
  }

  int u16() throws Violation {
    return Short.toUnsignedInt((short) SHORT.get(buffer, take(Short.BYTES)));
  }

  int u32() throws Violation {
    return (int) INT.get(buffer, take(Integer.BYTES));
  }

  /// {@return a number up to a limit}
  int upTo(int most) throws Violation {
    int value = u32();
    if (value < 0 || value > most) {
      throw new Violation("%d where %d is the most".formatted(Integer.toUnsignedLong(value), most));
    }
    return value;
  }

  long i64() throws Violation {
    return (long) LONG.get(buffer, take(Long.BYTES));
  }

  /// {@return the size of a file}
  long size64() throws Violation {
    long value = i64();
    if (value < 0 || value > Limits.FILE) {
      throw new Violation("a file of %d bytes".formatted(value));
    }
    return value;
  }

  Instant time() throws Violation {
    long seconds = i64();
    int nanos = u32();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new Violation("a second with %d nanoseconds".formatted(nanos));
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new Violation("a time of %d s".formatted(seconds));
    }
  }

  byte[] copy(int length) throws Violation {
    int from = take(length);
    return Arrays.copyOfRange(buffer, from, from + length);
  }

  byte[] string() throws Violation {
    return copy(u16());
  }

  RelativePath path() throws Violation {
    try {
      return RelativePath.of(string());
    } catch (IllegalArgumentException e) {
      throw new Violation(String.valueOf(e.getMessage()));
    }
  }

  String text() throws Violation {
    return new String(string(), StandardCharsets.UTF_8);
  }
}
