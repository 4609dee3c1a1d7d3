package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.files.Change;
import io.understudy.api.files.Changes.Listener;
import io.understudy.api.files.RelativePath;
import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads change events in large pieces, on a platform thread that sleeps in poll(2) while nothing
/// changes. Nothing is told while an earlier event may get its other half: so whoever hears of a
/// change has heard of all that came before it.
final class EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final int BUFFER = 256 * 1024;

  /// Longer than any event: a piece with that much room left was the last one.
  private static final int EVENT = 8 * 1024;

  private static final int POLLFD = 8;
  private static final int SETTLE_MILLIS = 10;

  /// How long and how many changes may wait for other halves while more and more events come.
  private static final long LONGEST_NANOS = 100_000_000;

  private static final int MOST = 10_000;

  /// Whoever else writes to the same file system is heard too. Where nothing concerned the listener
  /// for so long, the next look waits for so many milliseconds: else a busy neighbour wakes this
  /// thread hundreds of times a second for nothing.
  private static final long QUIET_NANOS = 200_000_000;

  private static final int QUIET_MILLIS = 5;
  private static final long SILENT_NANOS = 2_000_000_000;
  private static final int SILENT_MILLIS = 20;

  /// Each read wakes all that works on the changes, on two nodes. So under load there is one in so
  /// many nanoseconds; a few may come one upon the other, and whoever changes little never waits.
  private static final long SPACING_NANOS = 8_000_000;

  private static final long AHEAD_NANOS = 12 * SPACING_NANOS;

  /// Where events come from. All methods but `close` are called by the loop's thread.
  interface Events extends AutoCloseable {
    int descriptor();

    /// Adds the changes that the events mean.
    void decode(MemorySegment events, List<Change> changes);

    /// {@return whether what was decoded may get its other half within milliseconds}
    boolean unfinished();

    /// {@return whether [#settle] has to be called once it is quiet}
    boolean restless();

    /// Adds the changes that unfinished ones mean as they are.
    ///
    /// @param quiet whether no events were queued for some milliseconds
    void settle(boolean quiet, List<Change> changes);

    @Override
    void close();
  }

  private final Events events;
  private final int gatherMillis;
  private final Listener listener;
  private final int wake;
  private final Thread thread;
  private volatile boolean closing;
  private List<Change> untold = new ArrayList<>();
  private long untoldSince;
  private long toldAt = System.nanoTime();

  /// When the next read is due, if they are evenly spaced.
  private long due = System.nanoTime();

  /// The last piece had nothing for the listener in it.
  private boolean passesOver;

  private boolean ended;
  private boolean failed;

  EventLoop(String name, Events events, int gatherMillis, Listener listener) throws IOException {
    this.events = events;
    this.gatherMillis = gatherMillis;
    this.listener = listener;
    wake = Libc.eventfd();
    if (wake < 0) {
      events.close();
      throw Refusal.of("opening an eventfd for " + name, wake);
    }
    thread = Background.thread(name).start(this::run);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined();
        Scratch scratch = Scratch.take()) {
      MemorySegment buffer = arena.allocate(BUFFER, 8);
      MemorySegment polled = arena.allocate(2L * POLLFD, 4);
      watch(polled, 0, wake);
      watch(polled, 1, events.descriptor());
      boolean going = true;
      while (going && !closing) {
        int early = early();
        if (early > 0) {
          Libc.poll(scratch.state(), polled, 1, early);
        }
        int ready = Libc.poll(scratch.state(), polled, 2, events.restless() ? SETTLE_MILLIS : -1);
        if (ready == 0) {
          events.settle(true, untold);
          going = tell();
        } else if (ready > 0 && polled.get(JAVA_SHORT, 6) == 0) {
          int gather = gather();
          if (gather > 0) {
            Libc.poll(scratch.state(), polled, 1, gather);
          }
          going = read(scratch, buffer);
        } else if (ready < 0 && ready != -Numbers.EINTR) {
          untold.add(ended("waiting", ready));
          going = tell();
        }
      }
    } catch (RuntimeException e) {
      LOG.error("{} ends", Thread.currentThread().getName(), e);
      untold.add(new Change.Ended("reading events failed: " + e));
      tell();
    } finally {
      events.close();
      synchronized (this) {
        closing = true;
        ended = true;
        Libc.close(wake);
      }
    }
  }

  /// {@return milliseconds until the next read is due}
  private int early() {
    return (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, due - System.nanoTime()) + 999_999);
  }

  /// {@return milliseconds in which more may come}
  private int gather() {
    long now = System.nanoTime();
    due = Math.max(due, now - AHEAD_NANOS) + SPACING_NANOS;
    long quiet = now - toldAt;
    int least = quiet > SILENT_NANOS ? SILENT_MILLIS : quiet > QUIET_NANOS ? QUIET_MILLIS : 0;
    return passesOver ? Math.max(gatherMillis, least) : gatherMillis;
  }

  private static void watch(MemorySegment polled, int index, int descriptor) {
    polled.set(JAVA_INT, (long) POLLFD * index, descriptor);
    polled.set(JAVA_SHORT, (long) POLLFD * index + 4, (short) Numbers.POLLIN);
  }

  /// Reads until the queue is empty.
  private boolean read(Scratch scratch, MemorySegment buffer) {
    int length = BUFFER;
    boolean going = true;
    while (going && length > BUFFER - EVENT && !closing) {
      if (untold.isEmpty()) {
        untoldSince = System.nanoTime();
      }
      length = Call.READ.with(scratch, events.descriptor(), buffer.address(), BUFFER);
      if (length > 0) {
        events.decode(buffer.asSlice(0, length), untold);
      } else if (length != -Numbers.EAGAIN && length != -Numbers.EINTR) {
        untold.add(ended("reading events", length));
      }
      passesOver = untold.isEmpty();
      if (ends()) {
        going = tell();
      } else if (untold.size() > MOST || System.nanoTime() - untoldSince > LONGEST_NANOS) {
        events.settle(false, untold);
        going = tell();
      } else if (!events.unfinished()) {
        going = tell();
      }
    }
    return going;
  }

  private boolean ends() {
    return !untold.isEmpty() && untold.getLast() instanceof Change.Ended;
  }

  private static Change ended(String what, int error) {
    return new Change.Ended("%s: %s".formatted(what, Libc.words(-error)));
  }

  /// {@return whether there will be more}
  private boolean tell() {
    if (untold.isEmpty() || closing) {
      return true;
    }
    boolean last = ends();
    toldAt = System.nanoTime();
    List<Change> changes = untold;
    untold = new ArrayList<>();
    if (failed) {
      changes.addFirst(
          new Change.Unknown(RelativePath.ROOT, "the listener failed on earlier changes"));
    }
    try {
      listener.changed(changes);
      failed = false;
    } catch (RuntimeException e) {
      failed = true;
      LOG.error("{}: a listener threw", Thread.currentThread().getName(), e);
    }
    return !last;
  }

  /// Returns when nothing more will be told; called by a listener itself, right away.
  void close() {
    synchronized (this) {
      if (!ended) {
        closing = true;
        Libc.signal(wake);
      }
    }
    if (thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
