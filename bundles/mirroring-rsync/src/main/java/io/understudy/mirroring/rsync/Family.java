package io.understudy.mirroring.rsync;

import io.understudy.api.process.ProcessStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The processes of one run: rsync forks, and its transport is a shell. All are in one session.
final class Family {
  private static final Path PROC = Path.of("/proc");
  private static final long PATIENCE = 5_000_000_000L;
  private static final long STEP = 1_000_000L;

  private final Process leader;

  Family(Process leader) {
    this.leader = leader;
  }

  /// Kills all of them and waits until they are gone. Not interruptible. Where one sleeps in the
  /// kernel (a dead disk) it doesn't end, and this throws after 5 s.
  void end() {
    boolean interrupted = Thread.interrupted();
    leader.destroyForcibly();
    long end = System.nanoTime() + PATIENCE;
    List<Long> left = members();
    while (!left.isEmpty() && System.nanoTime() < end) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(STEP);
      left = members();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException("rsync can't be killed: processes " + left);
    }
  }

  /// {@return bytes that they read and wrote so far, files included; grows while they work}
  long work() {
    long sum = 0;
    for (long pid : members()) {
      try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/io"))) {
        sum +=
            lines
                .filter(line -> line.startsWith("rchar:") || line.startsWith("wchar:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
      } catch (IOException | UncheckedIOException gone) {
        // A process that ended has worked, too.
        sum++;
      }
    }
    return sum;
  }

  /// {@return the living processes of the session}
  private List<Long> members() {
    return ProcessStat.living().stream()
        .filter(stat -> stat.session() == leader.pid() || stat.pid() == leader.pid())
        .map(ProcessStat::pid)
        .toList();
  }
}
