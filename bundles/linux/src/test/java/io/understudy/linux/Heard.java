package io.understudy.linux;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Kind;
import io.understudy.api.files.Changes;
import io.understudy.api.files.RelativePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// A listener that keeps what it is told, and can be held back.
final class Heard implements Changes.Listener {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final List<Change> changes = new ArrayList<>();
  private final Semaphore let = new Semaphore(1);
  private boolean failing;

  @Override
  public void changed(List<Change> told) {
    let.acquireUninterruptibly();
    let.release();
    synchronized (this) {
      if (failing) {
        failing = false;
        throw new IllegalStateException("a listener that fails, for the test");
      }
      changes.addAll(told);
    }
  }

  void hold() {
    let.acquireUninterruptibly();
  }

  void release() {
    let.release();
  }

  synchronized void fail() {
    failing = true;
  }

  synchronized void clear() {
    changes.clear();
  }

  synchronized List<Change> all() {
    return List.copyOf(changes);
  }

  /// {@return all kinds that were told of a path}
  synchronized Set<Kind> kinds(RelativePath path) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Change change : changes) {
      if (change instanceof Change.Touched touched && touched.path().equals(path)) {
        kinds.addAll(touched.kinds());
      }
    }
    return kinds;
  }

  synchronized Set<RelativePath> paths() {
    Set<RelativePath> paths = new HashSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Touched touched -> paths.add(touched.path());
        case Change.Renamed renamed -> paths.addAll(List.of(renamed.from(), renamed.to()));
        case Change.Entered entered -> paths.add(entered.path());
        case Change.Left left -> paths.add(left.path());
        case Change.Unknown unknown -> paths.add(unknown.path());
        case Change.Ended _ -> {}
      }
    }
    return paths;
  }

  void await(Predicate<Heard> condition) {
    try {
      Awaitility.await().atMost(DEADLINE).until(() -> condition.test(this));
    } catch (ConditionTimeoutException e) {
      List<Change> told = all();
      throw new AssertionError(
          "told at last: " + told.subList(Math.max(0, told.size() - 20), told.size()), e);
    }
  }

  void await(Change change) {
    await(heard -> heard.all().contains(change));
  }
}
