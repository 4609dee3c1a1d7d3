package io.understudy.hook.imap;

import io.understudy.hook.kit.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dovecot's master sleeps for a second at its end, so that its log process catches up. By then
/// nobody serves or writes any more, and a handover would wait for nothing: so the master isn't
/// waited for.
///
/// @param note of the master's process
record Farewell(Path note) {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
  private static final Duration STEP = Duration.ofMillis(5);

  /// Asks Dovecot to end, and ends the master as soon as it is alone with its log process.
  void say(Duration limit) throws InterruptedException {
    Incarnation master;
    try {
      master = Incarnation.parse(Files.readString(note));
    } catch (IOException | RuntimeException unreadable) {
      LOG.debug("{} can't be read: {}", note, unreadable.getMessage());
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    send(master, false);
    while (master.alive() && System.nanoTime() < end) {
      if (master.members().stream().allMatch(pid -> pid == master.pid() || logs(pid))) {
        send(master, true);
        return;
      }
      Thread.sleep(STEP);
    }
  }

  private static void send(Incarnation master, boolean force) {
    if (master.alive()) {
      ProcessHandle.of(master.pid())
          .ifPresent(force ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
    }
  }

  private static boolean logs(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("log");
    } catch (IOException gone) {
      return true;
    }
  }
}
