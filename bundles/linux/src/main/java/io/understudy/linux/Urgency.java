package io.understudy.linux;

import io.understudy.api.Pulse;
import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises the whole process to real-time priority once the engine decides, and takes it back when
/// the engine goes away. What takes a second of work (a start, the change of a bundle) is covered
/// by a long grant, and must not starve the services beside it: on two cores a Java machine that
/// starts with real-time priority keeps a web server waiting for more than 100 ms.
///
/// All threads, not one: a safepoint waits for the slowest. But those that have time: two threads
/// of the same real-time priority take turns of 100 ms, and a node that mirrors, or replaces a
/// bundle, would keep its own beats waiting. They stay a little ahead of the services instead, so
/// that safepoints don't wait for them. Threads that come later are found within a second.
final class Urgency implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Urgency.class);
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final Scheduling SECOND_BEST = Scheduling.ordinary(-15);
  private static final Scheduling BACKGROUND = SECOND_BEST;

  /// How the names of threads begin that have time: those of [Background], those on which the
  /// framework replaces bundles and reads settings, and the web server's (`qtp`). Loading the
  /// classes of a new bundle takes a core for some hundred milliseconds, and so does a TLS
  /// handshake without C2, for which beats must not wait.
  private static final Set<String> UNHURRIED =
      Set.of(Background.MARK, "fileinstall-", "Felix", "SCR ", "CM ", "qtp", "Scheduler-");

  private static final long LOOK_MILLIS = 100;
  private static final long SWEEP_MILLIS = 1000;

  /// What is left of a start comes to its end meanwhile.
  private static final long CALM_MILLIS = 1000;

  private final Runnable before;
  private final Scheduling relaxed;
  private final Thread thread;
  private final Set<Integer> seen = new HashSet<>();
  private @Nullable Pulse pulse;
  private @Nullable Scheduling urgent;
  private boolean closed;
  private volatile boolean refused;

  /// @param before what burns a core for a while, and has to be over before the process is raised
  Urgency(Runnable before) {
    this.before = before;
    Scheduling present = Scheduling.ofThisThread();
    relaxed = present.realTime() ? Scheduling.ordinary(0) : present;
    thread = Thread.ofPlatform().daemon().name("understudy urgency").start(this::run);
  }

  /// {@return whether the kernel grants no raised priority}
  boolean refused() {
    return refused;
  }

  synchronized void begins(Pulse pulse) {
    this.pulse = pulse;
    notifyAll();
  }

  synchronized void ends(Pulse pulse) {
    if (this.pulse == pulse) {
      this.pulse = null;
      relax();
    }
  }

  private void run() {
    try {
      before.run();
      while (waitForSound()) {
        raise();
        sweep();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the process can't be given its priority", e);
    }
  }

  /// Waits for an engine that has been deciding for a while, in a process that is relaxed.
  ///
  /// @return false at the end
  private synchronized boolean waitForSound() throws InterruptedException {
    long calm = 0;
    while (!closed) {
      Pulse present = pulse;
      if (present == null || urgent != null) {
        calm = 0;
        wait();
      } else if (calm >= CALM_MILLIS) {
        return true;
      } else {
        calm = present.sound() ? calm + LOOK_MILLIS : 0;
        wait(LOOK_MILLIS);
      }
    }
    return false;
  }

  private synchronized void raise() {
    if (closed || pulse == null) {
      return;
    }
    int error = everywhere(Scheduling.REAL_TIME);
    urgent = Scheduling.REAL_TIME;
    if (error < 0) {
      error = everywhere(SECOND_BEST);
      urgent = SECOND_BEST;
    }
    refused = error < 0;
    LOG.info("the process runs {}", Scheduling.ofThisThread());
  }

  /// Gives threads that came meanwhile what is theirs, until the process is relaxed.
  private synchronized void sweep() throws InterruptedException {
    while (urgent != null && !closed) {
      wait(SWEEP_MILLIS);
      if (urgent != null) {
        newcomers(urgent);
      }
    }
  }

  private synchronized void relax() {
    if (urgent != null) {
      everywhere(relaxed);
      urgent = null;
      notifyAll();
    }
  }

  private int everywhere(Scheduling scheduling) {
    seen.clear();
    return newcomers(scheduling);
  }

  /// Threads inherit from who starts them, so it takes as many rounds as there are new ones.
  ///
  /// @return 0, or the error number of the first that was refused
  private int newcomers(Scheduling scheduling) {
    int result = 0;
    while (true) {
      Set<Integer> left = threads();
      seen.retainAll(left);
      left.removeAll(seen);
      if (left.isEmpty()) {
        return result;
      }
      for (int thread : left) {
        Scheduling wanted = scheduling.realTime() && hasTime(thread) ? BACKGROUND : scheduling;
        int error = Scheduling.of(thread).is(wanted) ? 0 : wanted.give(thread);
        if (error < 0 && error != -Numbers.ESRCH && result == 0) {
          result = error;
        }
      }
      seen.addAll(left);
    }
  }

  private static boolean hasTime(int thread) {
    try {
      String name = Files.readString(THREADS.resolve(thread + "/comm"));
      return UNHURRIED.stream().anyMatch(name::startsWith);
    } catch (IOException ended) {
      return false;
    }
  }

  private static Set<Integer> threads() {
    Set<Integer> threads = new HashSet<>();
    for (String name : Objects.requireNonNull(THREADS.toFile().list(), "no " + THREADS)) {
      threads.add(Integer.valueOf(name));
    }
    return threads;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      relax();
    }
    thread.interrupt();
  }
}
