package io.understudy.mirroring.link;

import io.understudy.api.NodeId;
import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Connects to other nodes.
public final class Dialer {
  /// How long an address is tried alone before the next one is tried too.
  private static final Duration HEAD_START = Duration.ofMillis(250);

  private final Link link;
  private final Function<NodeId, List<InetSocketAddress>> addresses;

  /// @param addresses of a node, the preferred one first
  public Dialer(Link link, Function<NodeId, List<InetSocketAddress>> addresses) {
    this.link = link;
    this.addresses = addresses;
  }

  /// How one address did.
  private sealed interface Attempt {
    InetSocketAddress address();

    record Connected(InetSocketAddress address, Socket socket) implements Attempt {}

    record Failed(InetSocketAddress address, String reason) implements Attempt {}
  }

  /// Connects by the first address that works.
  ///
  /// @param limit how long all of it may take; the other end may need some seconds to let an older
  ///     connection end
  /// @throws Refused if the other node doesn't want it, with its reason
  /// @throws IOException if no address works, with the reason of each
  public Connection open(NodeId to, Opening opening, Duration limit)
      throws IOException, InterruptedException {
    List<InetSocketAddress> all = addresses.apply(to);
    if (all.isEmpty()) {
      throw new IOException("no address of %s is known for mirroring".formatted(to));
    }
    long end = System.nanoTime() + limit.toNanos();
    AtomicBoolean done = new AtomicBoolean();
    BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    for (int i = 0; i < all.size(); i++) {
      InetSocketAddress address = all.get(i);
      Duration wait = HEAD_START.multipliedBy(i);
      Background.thread("mirroring to " + address)
          .start(() -> connect(address, wait, limit, done, attempts));
    }
    String[] reasons = all.stream().map(one -> words(one) + ": no answer").toArray(String[]::new);
    try {
      for (int left = all.size(); left > 0; left--) {
        Attempt attempt = attempts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (attempt == null) {
          break;
        }
        String reason;
        switch (attempt) {
          case Attempt.Failed failed -> reason = failed.reason();
          case Attempt.Connected connected -> {
            try {
              return opened(connected.socket(), to, opening, end - System.nanoTime());
            } catch (Refused refused) {
              throw refused;
            } catch (IOException e) {
              reason = String.valueOf(e.getMessage());
            }
          }
        }
        reasons[all.indexOf(attempt.address())] = words(attempt.address()) + ": " + reason;
      }
      throw new IOException("no connection to %s (%s)".formatted(to, String.join("; ", reasons)));
    } finally {
      done.set(true);
      for (Attempt late = attempts.poll(); late != null; late = attempts.poll()) {
        drop(late);
      }
    }
  }

  private void connect(
      InetSocketAddress address,
      Duration wait,
      Duration limit,
      AtomicBoolean done,
      BlockingQueue<Attempt> attempts) {
    Socket socket = new Socket();
    try {
      Thread.sleep(wait);
      if (done.get()) {
        return;
      }
      link.keep(socket);
      socket.connect(address, Math.toIntExact(limit.toMillis()));
      attempts.add(new Attempt.Connected(address, socket));
    } catch (IOException e) {
      link.forget(socket);
      attempts.add(new Attempt.Failed(address, String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    if (done.get()) {
      for (Attempt late = attempts.poll(); late != null; late = attempts.poll()) {
        drop(late);
      }
    }
  }

  private void drop(Attempt attempt) {
    if (attempt instanceof Attempt.Connected(InetSocketAddress _, Socket socket)) {
      link.forget(socket);
    }
  }

  private Connection opened(Socket socket, NodeId to, Opening opening, long nanos)
      throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    Runnable deadlinePassed =
        () -> {
          late.set(true);
          link.forget(socket);
        };
    try {
      ScheduledFuture<?> deadline =
          link.watchdog().after(Duration.ofNanos(Math.max(0, nanos)), deadlinePassed);
      Connection connection = link.dialled(socket, to);
      OpeningTalk.say(connection.plainOut(), opening);
      connection.answered(OpeningTalk.hearAnswer(connection.plainIn()));
      if (!deadline.cancel(false)) {
        throw new IOException("too late");
      }
      connection.start(link.watchdog());
      return connection;
    } catch (IOException e) {
      link.forget(socket);
      if (late.get()) {
        throw new IOException("it did not answer in time", e);
      }
      throw e;
    }
  }

  private static String words(InetSocketAddress address) {
    return "%s port %d".formatted(address.getHostString(), address.getPort());
  }
}
