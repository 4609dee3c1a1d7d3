package io.understudy.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The functions of the C library that Understudy calls. What can fail returns a negative error
/// number instead of setting errno.
@SuppressWarnings("restricted")
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final FunctionDescriptor ONE_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor TWO_INTS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor THREE_INTS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor INT_POINTER_INT =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

  private static final MethodHandle SOCKET = function("socket", THREE_INTS);
  private static final MethodHandle CLOSE = function("close", ONE_INT);
  private static final MethodHandle BIND = function("bind", INT_POINTER_INT);
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SENDTO = function("sendto", TRANSFER);
  private static final MethodHandle RECVFROM =
      function(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EVENTFD = function("eventfd", TWO_INTS);
  private static final MethodHandle EVENTFD_WRITE =
      function("eventfd_write", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle IF_NAMETOINDEX =
      function("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle MLOCKALL = function("mlockall", ONE_INT);
  private static final MethodHandle MUNLOCKALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("munlockall"), FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SCHED_GETSCHEDULER = function("sched_getscheduler", ONE_INT);
  private static final MethodHandle SCHED_GETPARAM =
      function("sched_getparam", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SCHED_SETSCHEDULER =
      function("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle GETPRIORITY = function("getpriority", TWO_INTS);
  private static final MethodHandle SETPRIORITY = function("setpriority", THREE_INTS);
  private static final MethodHandle CLOCK_GETTIME =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("clock_gettime"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
          Linker.Option.critical(true));
  private static final MethodHandle GETEUID =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("geteuid"), FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
  }

  /// {@return room for errno, to be handed to the calls of one thread at a time}
  static MemorySegment state() {
    return Arena.ofAuto().allocate(STATE);
  }

  static int socket(int domain, int type, int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void close(int file) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), file);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int bind(int socket, MemorySegment address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result(
          (int) BIND.invokeExact(state, socket, address, (int) address.byteSize()), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setOption(int socket, int level, int option, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result(
          (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, (int) value.byteSize()),
          state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param address [MemorySegment#NULL] on a socket that is connected
  static int send(
      MemorySegment state, int socket, MemorySegment data, long length, MemorySegment address) {
    try {
      long sent =
          (long)
              SENDTO.invokeExact(
                  state,
                  socket,
                  data,
                  length,
                  Numbers.MSG_DONTWAIT | Numbers.MSG_NOSIGNAL,
                  address,
                  (int) address.byteSize());
      return result(sent, state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param length holds the room in `address`, afterwards what it took
  static int receive(
      MemorySegment state,
      int socket,
      MemorySegment data,
      MemorySegment address,
      MemorySegment length) {
    try {
      long received =
          (long)
              RECVFROM.invokeExact(
                  state, socket, data, data.byteSize(), Numbers.MSG_DONTWAIT, address, length);
      return result(received, state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int poll(MemorySegment state, MemorySegment descriptors, int count, int millis) {
    try {
      return result((int) POLL.invokeExact(state, descriptors, (long) count, millis), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int eventfd() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) EVENTFD.invokeExact(state, 0, Numbers.SOCK_CLOEXEC), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void signal(int eventfd) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) EVENTFD_WRITE.invokeExact(arena.allocate(STATE), eventfd, 1L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// {@return the number of a device, or -ENODEV}
  static int deviceIndex(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
      return index == 0 ? -Numbers.ENODEV : index;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int lockMemory(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) MLOCKALL.invokeExact(state, flags), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void unlockMemory() {
    try {
      int ignored = (int) MUNLOCKALL.invokeExact();
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param pid 0: of the calling thread
  static int schedulingPolicy(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) SCHED_GETSCHEDULER.invokeExact(state, pid), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int realTimePriority(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment priority = arena.allocate(JAVA_INT);
      int error = result((int) SCHED_GETPARAM.invokeExact(state, pid, priority), state);
      return error < 0 ? error : priority.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int nice(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) GETPRIORITY.invokeExact(arena.allocate(STATE), 0, pid);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param thread its id; 0: the calling one
  static int schedule(int thread, int policy, int realTimePriority) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment priority = arena.allocateFrom(JAVA_INT, realTimePriority);
      return result((int) SCHED_SETSCHEDULER.invokeExact(state, thread, policy, priority), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param thread its id; 0: the calling one
  static int setNice(int thread, int nice) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return result((int) SETPRIORITY.invokeExact(state, 0, thread, nice), state);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param timespec 16 bytes, on the heap or off it
  static void clock(int clock, MemorySegment timespec) {
    try {
      int ignored = (int) CLOCK_GETTIME.invokeExact(clock, timespec);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int effectiveUser() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// @param error positive or negative
  static KernelException failure(String what, int error) {
    int number = Math.abs(error);
    return new KernelException("%s: %s".formatted(what, words(number)), number);
  }

  static synchronized String words(int errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static int result(long value, MemorySegment state) {
    return value < 0 ? -(int) ERROR.get(state, 0L) : (int) value;
  }

  private static AssertionError impossible(Throwable cause) {
    return new AssertionError("a call into the C library threw", cause);
  }
}
