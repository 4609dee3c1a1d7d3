package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Memory off the heap for the arguments and results of one file operation at a time. A few are
/// kept, so that an operation allocates none.
final class Scratch implements AutoCloseable {
  static final int BUFFER = 64 * 1024;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final int LONGEST_PATH = 4096;
  private static final int SMALL = 512;
  private static final ArrayBlockingQueue<Scratch> IDLE = new ArrayBlockingQueue<>(16);

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment path = arena.allocate(LONGEST_PATH);
  private final MemorySegment name = arena.allocate(LONGEST_PATH);
  private final MemorySegment small = arena.allocate(SMALL, 8);
  private @Nullable MemorySegment buffer;

  static Scratch take() {
    Scratch idle = IDLE.poll();
    return idle == null ? new Scratch() : idle;
  }

  @Override
  public void close() {
    IDLE.offer(this);
  }

  MemorySegment state() {
    return state;
  }

  int errno() {
    return (int) ERROR.get(state, 0L);
  }

  /// {@return room for structures, 512 bytes}
  MemorySegment small() {
    return small;
  }

  /// {@return room for data}
  MemorySegment buffer() {
    if (buffer == null) {
      buffer = arena.allocate(BUFFER, 8);
    }
    return buffer;
  }

  /// {@return the address of these bytes, ended by NUL; valid until the next path}
  long path(byte[] bytes, int start, int end) {
    return put(path, bytes, start, end);
  }

  long path(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return path(bytes, 0, bytes.length);
  }

  /// {@return the address of these bytes, ended by NUL; valid until the next name}
  long name(byte[] bytes, int start, int end) {
    return put(name, bytes, start, end);
  }

  private static long put(MemorySegment room, byte[] bytes, int start, int end) {
    MemorySegment.copy(bytes, start, room, JAVA_BYTE, 0, end - start);
    room.set(JAVA_BYTE, end - start, (byte) 0);
    return room.address();
  }

  /// {@return the address of the path that leads to an open file, whatever its name is}
  long descriptorPath(int descriptor) {
    return path("/proc/self/fd/" + descriptor);
  }
}
