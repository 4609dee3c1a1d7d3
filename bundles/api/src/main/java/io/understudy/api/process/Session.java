package io.understudy.api.process;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The processes of a program that leads a session: its session, and what it begot. A child that
/// made itself a session and whose parent is gone escapes.
public final class Session {
  private static final long PATIENCE = 1_000_000_000L;
  private static final long STEP = 2_000_000L;

  private Session() {}

  /// Kills all of them. Not interruptible; takes a second at most.
  public static void end(Process leader) {
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

  private static List<Long> members(long session) {
    return ProcessStat.living().stream()
        .filter(stat -> stat.session() == session)
        .map(ProcessStat::pid)
        .toList();
  }
}
