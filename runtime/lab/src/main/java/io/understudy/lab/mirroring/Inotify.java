package io.understudy.lab.mirroring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// What inotify(7) tells of some directories, with the time at which it was read.
@SuppressWarnings("restricted")
final class Inotify implements AutoCloseable {
  static final int CLOSE_WRITE = 0x8;
  static final int MOVED_FROM = 0x40;
  static final int MOVED_TO = 0x80;
  static final int CREATE = 0x100;
  static final int DELETE = 0x200;

  private static final int IN_CLOEXEC = 0x80000;
  private static final short POLLIN = 1;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle INIT =
      function("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle WATCH =
      function("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment events = arena.allocate(1 << 16, 8);
  private final MemorySegment poll = arena.allocate(8, 8);
  private final int file;

  Inotify() {
    try {
      file = (int) INIT.invokeExact(IN_CLOEXEC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (file < 0) {
      throw new IllegalStateException("no inotify instance left on this machine");
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
  }

  void watch(Path folder) {
    int mask = CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE;
    try (Arena local = Arena.ofConfined()) {
      int watch = (int) WATCH.invokeExact(file, local.allocateFrom(folder.toString()), mask);
      if (watch < 0) {
        throw new IllegalStateException("can't watch " + folder);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Takes events.
  interface Listener {
    void event(int mask, String name, long at);
  }

  /// Hands over what has come, or waits up to `millis` for something.
  void await(int millis, Listener listener) {
    poll.set(JAVA_INT, 0, file);
    poll.set(JAVA_SHORT, 4, POLLIN);
    try {
      if ((int) POLL.invokeExact(poll, 1L, millis) <= 0) {
        return;
      }
      long length = (long) READ.invokeExact(file, events, events.byteSize());
      long now = System.nanoTime();
      for (long at = 0; at < length; at += 16 + events.get(JAVA_INT, at + 12)) {
        String name = events.get(JAVA_INT, at + 12) == 0 ? "" : events.getString(at + 16);
        listener.event(events.get(JAVA_INT, at + 4), name, now);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) CLOSE.invokeExact(file);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    arena.close();
  }
}
