package io.understudy.systemtest;

import io.understudy.lab.Lab;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A real client program that logs in anew again and again, from the client's machine: every 150
/// ms,
/// whatever became of those before. Each has 0.6 s.
final class Logins implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(150);
  private static final List<String> LIMITED = List.of("timeout", "-s", "KILL", "0.6");
  private static final int MOST = 100_000;

  private final List<String> words = new ArrayList<>(LIMITED);
  private final Set<Process> pending = ConcurrentHashMap.newKeySet();
  private final List<Instant> successes = new ArrayList<>();
  private final Thread thread;
  private volatile boolean ended;

  /// @param words what succeeds with exit code 0
  Logins(Lab lab, List<String> words) {
    this.words.addAll(words);
    this.thread = lab.client().space().start(this::loop);
  }

  private void loop() {
    long next = System.nanoTime();
    while (!ended) {
      try {
        Process attempt =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        pending.add(attempt);
        attempt.onExit().thenAccept(this::over);
      } catch (IOException e) {
        throw new IllegalStateException(words + " can't be started", e);
      }
      next += PERIOD.toNanos();
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void over(Process attempt) {
    pending.remove(attempt);
    if (attempt.exitValue() == 0) {
      synchronized (successes) {
        if (successes.size() < MOST) {
          successes.add(Instant.now());
        }
      }
    }
  }

  /// {@return whether one succeeded after that moment}
  boolean succeededAfter(Instant moment) {
    synchronized (successes) {
      return !successes.isEmpty() && successes.getLast().isAfter(moment);
    }
  }

  /// {@return the longest time between two successes, less the period, where it ended after
  /// `since`}
  Duration outage(Instant since) {
    synchronized (successes) {
      Duration longest = Duration.ZERO;
      for (int i = 1; i < successes.size(); i++) {
        Duration gap = Duration.between(successes.get(i - 1), successes.get(i)).minus(PERIOD);
        if (successes.get(i).isAfter(since) && gap.compareTo(longest) > 0) {
          longest = gap;
        }
      }
      return longest;
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pending.forEach(Process::destroyForcibly);
  }
}
