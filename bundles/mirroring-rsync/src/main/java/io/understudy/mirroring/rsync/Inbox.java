package io.understudy.mirroring.rsync;

import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Reads frames by a thread of its own, so that whoever waits for one can be interrupted. It holds
/// a few; then the other end has to wait.
final class Inbox {
  private static final int ROOM = 8;

  private final ArrayBlockingQueue<News> news = new ArrayBlockingQueue<>(ROOM);
  private volatile boolean closed;

  /// What came, or why nothing more does.
  private sealed interface News {
    record Came(Frame frame) implements News {}

    record Over(Optional<IOException> failure) implements News {}
  }

  /// @param last whether to stop reading after a frame
  Inbox(String name, Wire wire, Predicate<Frame> last) {
    Background.thread(name).start(() -> read(wire, last));
  }

  private void read(Wire wire, Predicate<Frame> last) {
    try {
      while (!closed) {
        Optional<Frame> frame = wire.read();
        if (frame.isEmpty()) {
          put(new News.Over(Optional.empty()));
          return;
        }
        // Asked before the frame is given away: who gets it may begin something new at once.
        boolean end = last.test(frame.get());
        put(new News.Came(frame.get()));
        if (end) {
          return;
        }
      }
    } catch (IOException failure) {
      put(new News.Over(Optional.of(failure)));
    }
  }

  private void put(News one) {
    boolean taken = false;
    while (!taken && !closed) {
      try {
        taken = news.offer(one, 100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException nobodyElseInterrupts) {
        closed = true;
      }
    }
  }

  /// {@return the next frame; empty if none came in time}
  ///
  /// @throws IOException if none will come
  Optional<Frame> poll(Duration limit) throws IOException, InterruptedException {
    News next = news.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    return switch (next) {
      case null -> Optional.empty();
      case News.Came(Frame frame) -> Optional.of(frame);
      case News.Over over -> {
        news.offer(over); // for whoever asks next
        if (over.failure().isPresent()) {
          throw new IOException(over.failure().get().getMessage(), over.failure().get());
        }
        throw new Ended();
      }
    };
  }

  /// The channel ended between two frames.
  static final class Ended extends IOException {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("the channel ended");
    }
  }

  /// Takes nothing more. A read that waits ends with the channel.
  void close() {
    closed = true;
    news.clear();
  }
}
