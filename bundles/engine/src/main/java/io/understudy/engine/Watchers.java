package io.understudy.engine;

import io.understudy.api.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls watchers after changes, at most every 100 ms.
final class Watchers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final List<Consumer<ClusterView>> watchers = new CopyOnWriteArrayList<>();
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread;

  Watchers(Supplier<ClusterView> view) {
    this.thread = Thread.ofVirtual().name("watchers").start(() -> run(view));
  }

  AutoCloseable add(Consumer<ClusterView> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  void changed() {
    changes.release();
  }

  private void run(Supplier<ClusterView> view) {
    try {
      while (true) {
        changes.acquire();
        changes.drainPermits();
        for (Consumer<ClusterView> watcher : watchers) {
          try {
            watcher.accept(view.get());
          } catch (RuntimeException e) {
            LOG.warn("a watcher failed", e);
          }
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
