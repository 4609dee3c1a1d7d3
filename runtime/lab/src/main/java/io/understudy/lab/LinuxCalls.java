package io.understudy.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few system calls that the lab needs and the JDK doesn't offer.
@SuppressWarnings("restricted")
final class LinuxCalls {
  static final int AF_PACKET = 17;
  static final int SOCK_RAW = 3;
  static final int SOL_SOCKET = 1;
  static final int SOL_PACKET = 263;
  static final int SIGKILL = 9;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x4000_0000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle GETEUID =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("geteuid"), FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECVMSG =
      function("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle IF_NAMETOINDEX =
      function("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  private LinuxCalls() {}

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
  }

  static int effectiveUser() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Moves the calling thread, which must be a platform thread, into a network namespace.
  static void enterNetwork(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int file = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDONLY | O_CLOEXEC);
      check(file, state, "open " + path);
      try {
        check((int) SETNS.invokeExact(state, file, CLONE_NEWNET), state, "setns " + path);
      } finally {
        int ignored = (int) CLOSE.invokeExact(state, file);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// {@return false if there is no such process}
  static boolean signal(long pid, int signal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      return (int) KILL.invokeExact(state, (int) pid, signal) == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int socket(int family, int type, int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int socket = (int) SOCKET.invokeExact(state, family, type | O_CLOEXEC, protocol);
      check(socket, state, "socket");
      return socket;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static void bind(int socket, MemorySegment address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) BIND.invokeExact(state, socket, address, (int) address.byteSize());
      check(result, state, "bind");
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static void setOption(int socket, int level, int option, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, (int) value.byteSize());
      check(result, state, "setsockopt " + option);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// {@return the length received, or -1 at a time-out}
  static long receive(int socket, MemorySegment message, MemorySegment state) {
    try {
      return (long) RECVMSG.invokeExact(state, socket, message, 0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// {@return whether the frame left}
  static boolean send(int socket, MemorySegment frame, MemorySegment state) {
    try {
      return (long) SEND.invokeExact(state, socket, frame, frame.byteSize(), 0) >= 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static int interfaceIndex(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
      check(index == 0 ? -1 : index, state, "interface " + name);
      return index;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static void close(int file) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), file);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  static MemorySegment intValue(Arena arena, int value) {
    MemorySegment segment = arena.allocate(ValueLayout.JAVA_INT);
    segment.set(JAVA_INT, 0, value);
    return segment;
  }

  private static void check(int result, MemorySegment state, String what) {
    if (result < 0) {
      throw new IllegalStateException(what + ": errno " + (int) ERRNO_VALUE.get(state, 0L));
    }
  }
}
