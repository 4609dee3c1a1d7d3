package io.understudy.mirroring.owner;

import io.understudy.api.files.Change;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The dirty set of one copy, for threads: one that hears of changes, one that makes passes, and
/// those that look.
final class Backlog {
  static final int MOST = 20_000;
  private static final long LONGEST_REST = Duration.ofSeconds(1).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final DirtySet dirty;
  private Instant changed;
  private long version;
  private boolean compared;

  private volatile Runnable listener = () -> {};

  /// Of a pass that waits for its standby.
  private @Nullable Runnable resting;

  Backlog(Scope scope, InstantSource clock, LongSupplier nanos) {
    this(scope, MOST, clock, nanos);
  }

  Backlog(Scope scope, int most, InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    dirty = new DirtySet(scope, most);
    changed = clock.instant();
  }

  void heard(List<Change> changes) {
    more(
        () -> {
          Instant now = clock.instant();
          for (Change change : changes) {
            if (dirty.add(change, now, nanos.getAsLong())) {
              changed = now;
            }
          }
        });
  }

  /// All has to be compared before anything is certain again.
  ///
  /// @param since from when on it isn't known what has changed
  void compareAll(Instant since) {
    more(
        () -> {
          compared = false;
          dirty.compare(RelativePath.ROOT, since, nanos.getAsLong());
        });
  }

  void adopt(Scope scope) {
    more(
        () -> {
          compared = false;
          dirty.adopt(scope, clock.instant(), nanos.getAsLong());
        });
  }

  Optional<Item> take(long upTo) {
    lock.lock();
    try {
      return dirty.take(upTo, nanos.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  void done(Item item) {
    locked(
        () -> {
          dirty.done(item, nanos.getAsLong());
          compared |= item.path().isRoot() && !dirty.comparesAll();
        });
  }

  void failed(Item item, String reason) {
    locked(() -> dirty.failed(item, reason, nanos.getAsLong()));
  }

  /// {@return what was on its way, and is dirty again}
  List<RelativePath> returned() {
    List<RelativePath> all = new ArrayList<>();
    locked(() -> all.addAll(dirty.returned(nanos.getAsLong())));
    return all;
  }

  /// Everything that waits is due now.
  void hurry(boolean failed) {
    more(() -> dirty.hurry(failed, nanos.getAsLong()));
  }

  /// @param changed called after each change, while it is held: must not wait
  void listener(Runnable changed) {
    listener = changed;
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      version++;
      news.signalAll();
      listener.run();
    } finally {
      lock.unlock();
    }
  }

  /// There may be more to take afterwards.
  private void more(Runnable change) {
    locked(
        () -> {
          change.run();
          rouse();
        });
  }

  private void rouse() {
    Runnable one = resting;
    if (one != null) {
      resting = null;
      one.run();
    }
  }

  /// Has somebody woken, once, when there may be more to take, and says when there will be anyway.
  Duration rest(Runnable wake) {
    lock.lock();
    try {
      resting = wake;
      long now = nanos.getAsLong();
      OptionalLong next = dirty.nextLater();
      long limit = next.isPresent() ? Math.max(0, next.getAsLong() - now) : LONGEST_REST;
      return Duration.ofNanos(Math.min(LONGEST_REST, limit));
    } finally {
      lock.unlock();
    }
  }

  /// Wakes who waits.
  void wake() {
    lock.lock();
    try {
      news.signalAll();
      rouse();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something is due, or the condition holds, or the time is over.
  ///
  /// @param due whether changes that are due count
  void await(Duration limit, boolean due, BooleanSupplier or) throws InterruptedException {
    long end = nanos.getAsLong() + limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (!or.getAsBoolean()) {
        long now = nanos.getAsLong();
        OptionalLong next = due ? dirty.nextDue(now) : OptionalLong.empty();
        if (next.isPresent() && next.getAsLong() - now <= 0 || end - now <= 0) {
          return;
        }
        long nap = next.isPresent() ? Math.min(end - now, next.getAsLong() - now) : end - now;
        news.await(nap, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until its content isn't that of a version any more, or the time is over.
  void awaitNews(long old, Duration limit, BooleanSupplier or) throws InterruptedException {
    await(limit, false, () -> version != old || or.getAsBoolean());
  }

  /// @param version counts changes of this
  /// @param compared whether the whole was compared since it had to be
  /// @param failure one that failed, with the reason
  record View(
      long version,
      int size,
      Optional<Instant> oldest,
      boolean compared,
      boolean comparing,
      Optional<String> failure,
      long failures) {}

  View view() {
    lock.lock();
    try {
      return new View(
          version,
          dirty.size(),
          dirty.oldest(),
          compared,
          dirty.comparesAll(),
          dirty.failure(),
          dirty.failures());
    } finally {
      lock.unlock();
    }
  }

  long mark() {
    lock.lock();
    try {
      return dirty.mark();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return dirty.size();
    } finally {
      lock.unlock();
    }
  }

  boolean compared() {
    lock.lock();
    try {
      return compared;
    } finally {
      lock.unlock();
    }
  }

  /// {@return whether something is due now}
  boolean due() {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      OptionalLong next = dirty.nextDue(now);
      return next.isPresent() && next.getAsLong() - now <= 0;
    } finally {
      lock.unlock();
    }
  }

  List<RelativePath> names(int most) {
    lock.lock();
    try {
      return dirty.names(most);
    } finally {
      lock.unlock();
    }
  }

  Record.Facts facts() {
    lock.lock();
    try {
      List<RelativePath> names = dirty.names(Record.MOST_NAMES + 1);
      boolean all = names.size() <= Record.MOST_NAMES;
      return new Record.Facts(
          all ? names : List.of(),
          all,
          dirty.oldest(),
          dirty.oldestComparison(),
          compared,
          changed);
    } finally {
      lock.unlock();
    }
  }
}
