package io.understudy.hook.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The processes of a call: its session, and what it begot. A child that made itself a session and
/// whose parent is gone escapes.
final class Session {
  private static final Path PROC = Path.of("/proc");
  private static final long PATIENCE = 1_000_000_000L;
  private static final long STEP = 2_000_000L;

  private Session() {}

  /// Kills all of them. Not interruptible; takes a second at most.
  static void end(Process leader) {
    boolean interrupted = Thread.interrupted();
    if (leader.isAlive()) {
      List<ProcessHandle> begotten = leader.descendants().toList();
      leader.destroyForcibly();
      begotten.forEach(ProcessHandle::destroyForcibly);
    }
    long end = System.nanoTime() + PATIENCE;
    List<Long> left = members(leader.pid());
    while (!left.isEmpty() && System.nanoTime() < end) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(STEP);
      left = members(leader.pid());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// {@return the living processes of a session}
  static List<Long> members(long session) {
    try (Stream<Path> all = Files.list(PROC)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .filter(name -> isIn(session, name))
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("can't read /proc", e);
    }
  }

  /// Fields of proc(5)'s stat after the name: state, parent, group, session.
  private static boolean isIn(long session, String pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid).resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      return Long.parseLong(fields[3]) == session
          && !fields[0].equals("Z")
          && !fields[0].equals("X");
    } catch (IOException gone) {
      return false;
    }
  }
}
