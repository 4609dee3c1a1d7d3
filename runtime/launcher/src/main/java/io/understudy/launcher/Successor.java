package io.understudy.launcher;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/// Replaces this program by a new one in the same process (execv(3)): pid, priority, standard
/// streams and supervisor stay, and a distribution that was replaced meanwhile takes effect.
final class Successor {
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  private Successor() {}

  /// Returns only by failing.
  static void take(Home home) throws IOException {
    Path script = home.distribution().resolve("bin/understudy");
    List<String> command = List.of(script.toString(), "run", "--home", home.directory().toString());
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle closeRange =
          function(
              "close_range",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      MethodHandle execute =
          function(
              "execv",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      MemorySegment vector = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        vector.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      vector.setAtIndex(ValueLayout.ADDRESS, command.size(), MemorySegment.NULL);
      System.err.flush();
      int unused = (int) closeRange.invokeExact(3, -1, CLOSE_RANGE_CLOEXEC);
      unused = (int) execute.invokeExact(arena.allocateFrom(command.getFirst()), vector);
    } catch (Throwable broken) {
      throw new IOException("can't restart: " + broken, broken);
    }
    throw new IOException(
        "can't restart: %s can't be executed; start the node by hand".formatted(script));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}
