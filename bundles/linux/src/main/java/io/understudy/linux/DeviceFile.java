package io.understudy.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/// A device that bytes are written to and that is told numbers by ioctl(2). Not inherited by the
/// programs that this process starts or becomes; never waits.
@SuppressWarnings("restricted")
final class DeviceFile {
  private static final int O_WRONLY = 1;
  private static final int O_APPEND = 0x400;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), true);
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), false);
  private static final MethodHandle IOCTL =
      function("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), true);

  private final Path path;
  private final int descriptor;
  private final MemorySegment state = Arena.ofAuto().allocate(STATE);
  private final MemorySegment number = Arena.ofAuto().allocate(JAVA_INT);

  private DeviceFile(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /// @param variadic what follows the first two arguments is
  private static MethodHandle function(String name, FunctionDescriptor shape, boolean variadic) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().findOrThrow(name);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return variadic
        ? linker.downcallHandle(address, shape, errno, Linker.Option.firstVariadicArg(2))
        : linker.downcallHandle(address, shape, errno);
  }

  /// @throws IOException also where the file doesn't exist: a device isn't made
  static DeviceFile open(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int)
              OPEN.invokeExact(
                  state,
                  arena.allocateFrom(path.toString()),
                  O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC);
      if (result < 0) {
        throw new IOException(path + ": " + Libc.words(error(state)));
      }
      return new DeviceFile(path, result);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// @param data off the heap
  synchronized void write(MemorySegment data) throws IOException {
    try {
      long written = (long) WRITE.invokeExact(state, descriptor, data, data.byteSize());
      if (written != data.byteSize()) {
        throw new IOException(
            path + ": " + Libc.words(written < 0 ? error(state) : Numbers.EAGAIN));
      }
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /// @param value what the request is given
  /// @return what it gave back, or a negative error number
  synchronized int control(long request, int value) {
    try {
      number.set(JAVA_INT, 0, value);
      int result = (int) IOCTL.invokeExact(state, descriptor, request, number);
      return result < 0 ? -error(state) : number.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw new AssertionError("a call into the C library threw", e);
    }
  }

  void close() {
    Libc.close(descriptor);
  }

  private static int error(MemorySegment state) {
    return (int) ERROR.get(state, 0L);
  }

  private static IOException rethrown(Throwable thrown) {
    return switch (thrown) {
      case IOException expected -> expected;
      default -> throw new AssertionError("a call into the C library threw", thrown);
    };
  }
}
