package io.understudy.mirroring.standby;

import io.understudy.mirroring.link.Accepter;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Opening;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One accepted connection while it lives.
final class Receiving implements Accepter.Admitted {
  private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

  private final Opening opening;
  private final Connection connection;
  private final Instant since;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Work work;
  private volatile @Nullable Runnable gone;
  private @Nullable Thread worker;
  private boolean over;

  /// What is done with it.
  interface Work extends Closeable {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  Receiving(Opening opening, Connection connection, Instant since) {
    this.opening = opening;
    this.connection = connection;
    this.since = since;
  }

  Opening opening() {
    return opening;
  }

  Incoming view() {
    return new Incoming(
        opening.from(),
        opening.term(),
        opening.strategy(),
        since,
        connection.bytesRead(),
        connection.bytesSent());
  }

  /// @param gone called when it is over
  Receiving doing(Work what, Runnable gone) {
    this.work = what;
    this.gone = gone;
    return this;
  }

  @Override
  public void serve() throws IOException, InterruptedException {
    Work what = work;
    synchronized (this) {
      if (over || what == null) {
        return;
      }
      worker = Thread.currentThread();
    }
    LOG.info("receiving {} from {} in term {}", opening.what(), opening.from(), opening.term());
    try {
      what.serve(connection);
    } finally {
      synchronized (this) {
        worker = null;
      }
    }
  }

  /// Ends it; never waits. [#close] follows on its own thread.
  void end(String reason) {
    connection.cut(reason);
    synchronized (this) {
      over = true;
      if (worker != null) {
        worker.interrupt();
      }
    }
  }

  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      Work what = work;
      if (what != null) {
        what.close();
      }
    } catch (IOException e) {
      LOG.warn("{} from {}: {}", opening.what(), opening.from(), e.getMessage());
    } finally {
      Runnable last = gone;
      if (last != null) {
        last.run();
      }
      ended.countDown();
    }
  }
}
