package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for sockets to become readable, on a platform thread of its own, until closed. Closes the
/// sockets with itself.
final class Reader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
  private static final int POLLFD = 8;

  /// Takes one datagram.
  @FunctionalInterface
  interface Source {
    /// {@return false if there was nothing to take}
    boolean take();
  }

  /// A socket and what to do when it is readable.
  record Line(Socket socket, Source source) {}

  private final List<Line> lines;
  private final int wake;
  private final Thread thread;
  private volatile boolean closing;
  private boolean ended;

  Reader(String name, List<Line> lines) throws KernelException {
    this.lines = List.copyOf(lines);
    wake = Libc.eventfd();
    if (wake < 0) {
      lines.forEach(line -> line.socket().close());
      throw Libc.failure("opening an eventfd for " + name, wake);
    }
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state();
      int count = lines.size() + 1;
      MemorySegment descriptors = arena.allocate((long) POLLFD * count, 4);
      for (int i = 0; i < count; i++) {
        int descriptor = i < lines.size() ? lines.get(i).socket().descriptor() : wake;
        descriptors.set(JAVA_INT, (long) POLLFD * i, descriptor);
        descriptors.set(JAVA_SHORT, (long) POLLFD * i + 4, (short) Numbers.POLLIN);
      }
      while (!closing) {
        int ready = Libc.poll(state, descriptors, count, -1);
        if (ready < 0 && ready != -Numbers.EINTR) {
          throw Libc.failure("waiting for sockets", ready);
        }
        for (int i = 0; ready > 0 && i < lines.size() && !closing; i++) {
          if (descriptors.get(JAVA_SHORT, (long) POLLFD * i + 6) != 0) {
            drain(lines.get(i).source());
          }
        }
      }
    } catch (KernelException e) {
      LOG.error("{} ends", Thread.currentThread().getName(), e);
    } finally {
      lines.forEach(line -> line.socket().close());
      synchronized (this) {
        closing = true;
        ended = true;
        Libc.close(wake);
      }
    }
  }

  /// Takes at most 64 before the other sockets have their turn.
  private void drain(Source source) {
    try {
      for (int i = 0; i < 64 && !closing && source.take(); i++) {}
    } catch (RuntimeException e) {
      LOG.error("{}: a listener threw", Thread.currentThread().getName(), e);
    }
  }

  /// Returns when nothing more will be heard; called by a listener itself, right away.
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      if (!ended) {
        Libc.signal(wake);
      }
    }
    if (thread != Thread.currentThread()) {
      try {
        thread.join(2000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
