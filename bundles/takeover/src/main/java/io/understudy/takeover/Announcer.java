package io.understudy.takeover;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When to announce: at once, then with growing gaps, then slowly for as long as the addresses are
/// held.
///
/// A conflict is answered by one announcement at once, and by no second within 10 s of it (RFC
/// 5227, 2.4: DEFEND_INTERVAL); after that again with growing gaps.
final class Announcer {
  private static final Duration DEFEND_INTERVAL = Duration.ofSeconds(10);

  private final ScheduledExecutorService thread;
  private final Runnable send;
  private final List<Duration> claimed;
  private final List<Duration> defending;
  private final Duration every;

  private @Nullable ScheduledFuture<?> next;
  private long defendedNanos;
  private boolean defended;

  /// @param claimed moments after a claim
  Announcer(
      ScheduledExecutorService thread, Runnable send, List<Duration> claimed, Duration every) {
    this.thread = thread;
    this.send = send;
    this.claimed = claimed;
    this.every = every;
    this.defending = List.of(DEFEND_INTERVAL, DEFEND_INTERVAL.multipliedBy(3));
  }

  /// Sends on the calling thread, then goes on by itself.
  void start() {
    send.run();
    restart(claimed);
  }

  /// Goes on slowly with what another one began.
  void resume() {
    restart(List.of());
  }

  /// @return whether it announced; not if it did for the last conflict, less than 10 s ago
  boolean defend() {
    synchronized (this) {
      long now = System.nanoTime();
      if (next == null || defended && now - defendedNanos < DEFEND_INTERVAL.toNanos()) {
        return false;
      }
      defended = true;
      defendedNanos = now;
    }
    send.run();
    restart(defending);
    return true;
  }

  synchronized void stop() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private synchronized void restart(List<Duration> moments) {
    stop();
    schedule(moments, 0, Duration.ZERO);
  }

  private void schedule(List<Duration> moments, int index, Duration before) {
    Duration gap = index < moments.size() ? moments.get(index).minus(before) : every;
    Duration reached = before.plus(gap);
    next =
        thread.schedule(
            () -> fire(moments, index + 1, reached), gap.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void fire(List<Duration> moments, int index, Duration reached) {
    synchronized (this) {
      if (next == null || Thread.interrupted()) {
        return;
      }
      schedule(moments, index, reached);
    }
    send.run();
  }
}
