package io.understudy.mirroring.stream;

import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a copy to the disk on a thread of its own, since that takes long where others write to
/// the same file system. Who asks meanwhile is answered by the next time, one for all of them.
final class Syncing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Syncing.class);

  /// A disk that takes longer hangs; then nobody is in this code but the kernel.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Hears that everything before these was asked is on the disk, or why not.
  @FunctionalInterface
  interface Answer {
    void synced(List<Long> ids, Optional<String> failure) throws IOException;
  }

  private final MirroredTree mirrored;
  private final Answer answer;
  private List<Long> asked = new ArrayList<>();
  private @Nullable Thread thread;
  private @Nullable IOException broken;
  private boolean closed;

  Syncing(MirroredTree mirrored, Answer answer) {
    this.mirrored = mirrored;
    this.answer = answer;
  }

  /// @throws IOException why an earlier answer couldn't be given
  synchronized void ask(long id) throws IOException {
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
    asked.add(id);
    if (thread == null) {
      thread = Background.thread("mirror sync").start(this::run);
    }
    notifyAll();
  }

  private void run() {
    try {
      for (List<Long> ids = next(); !ids.isEmpty(); ids = next()) {
        answer.synced(ids, sync());
      }
    } catch (IOException e) {
      synchronized (this) {
        broken = e;
      }
      LOG.debug("the owner can't be answered: {}", e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// {@return who asked; nobody at the end}
  private synchronized List<Long> next() throws InterruptedException {
    while (asked.isEmpty() && !closed) {
      wait();
    }
    List<Long> ids = closed ? List.of() : asked;
    asked = new ArrayList<>();
    return ids;
  }

  /// {@return why not} Who was superseded meanwhile hears that by his next change.
  private Optional<String> sync() {
    try {
      mirrored.tree().sync();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a sync ended in an error of the program", e);
      return Optional.of(e.toString());
    }
  }

  /// Waits until nobody uses the tree any more.
  @Override
  public void close() {
    Thread last;
    synchronized (this) {
      closed = true;
      last = thread;
      notifyAll();
    }
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (last != null && last.isAlive()) {
      try {
        if (!last.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))
            && System.nanoTime() >= end) {
          LOG.warn("the disk of {} hangs in a sync", mirrored.tree().root());
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // the tree is closed next: nobody may be in it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
