package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Gathers frames, so that the channel gets large pieces. For one thread.
final class FrameWriter {
  static final int HEADER = 5;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final OutputStream out;
  private final byte[] buffer;
  private int start;
  private int used;

  /// @param limit content of a frame, at most
  FrameWriter(OutputStream out, int limit) {
    this.out = out;
    buffer = new byte[HEADER + limit];
  }

  /// @param atMost bytes of content that may come: when they don't fit, what was gathered is sent
  FrameWriter begin(Frame type, int atMost) throws IOException {
    if (buffer.length - used < HEADER + atMost) {
      flush();
    }
    start = used;
    buffer[used] = (byte) type.ordinal();
    used += HEADER;
    return this;
  }

  /// {@return bytes of the frame}
  int end() {
    INT.set(buffer, start + 1, used - start - HEADER);
    return used - start;
  }

  void flush() throws IOException {
    if (used > 0) {
      int length = used;
      used = 0;
      out.write(buffer, 0, length);
      out.flush();
    }
  }

  FrameWriter u8(int value) {
    buffer[used++] = (byte) value;
    return this;
  }

  FrameWriter u16(int value) {
    SHORT.set(buffer, used, (short) value);
    used += Short.BYTES;
    return this;
  }

  FrameWriter u32(int value) {
    INT.set(buffer, used, value);
    used += Integer.BYTES;
    return this;
  }

  FrameWriter i64(long value) {
    LONG.set(buffer, used, value);
    used += Long.BYTES;
    return this;
  }

  FrameWriter time(Instant time) {
    return i64(time.getEpochSecond()).u32(time.getNano());
  }

  FrameWriter bytes(byte[] from, int at, int length) {
    System.arraycopy(from, at, buffer, used, length);
    used += length;
    return this;
  }

  /// Their number, at most 65,535, and the bytes.
  FrameWriter string(byte[] bytes) {
    return u16(bytes.length).bytes(bytes, 0, bytes.length);
  }

  FrameWriter path(RelativePath path) {
    return string(path.bytes());
  }

  FrameWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return string(bytes.length <= Limits.TEXT ? bytes : Arrays.copyOf(bytes, Limits.TEXT));
  }

  /// {@return where the next byte comes, for [#mark]}
  int position() {
    return used;
  }

  /// Writes a number that was left open.
  void mark(int position, int value) {
    SHORT.set(buffer, position, (short) value);
  }

  /// Writes a number that was left open.
  void markLong(int position, int value) {
    INT.set(buffer, position, value);
  }

  /// {@return what frames are gathered in: may be written to from [#position] on}
  byte[] array() {
    return buffer;
  }

  /// Takes what was written to [#array]; backwards where it was withdrawn.
  void advance(int length) {
    used += length;
  }
}
