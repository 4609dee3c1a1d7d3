package io.understudy.mirroring.link;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes connections of other nodes, as many at once as a node can bear. An address that isn't
/// there yet is tried until it is.
public final class Accepter implements Closeable {
  public static final int PORT = 7790;

  private static final Logger LOG = LoggerFactory.getLogger(Accepter.class);
  private static final int CONNECTIONS = 64;
  private static final int STRANGERS = 8;
  private static final int BACKLOG = 16;
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Link link;
  private final Handler handler;
  private final Semaphore connections = new Semaphore(CONNECTIONS);
  private final Semaphore strangers = new Semaphore(STRANGERS);
  private final Map<InetSocketAddress, ServerSocket> listening = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, String> deaf = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Stranger stranger;

  /// Who came without the key.
  private record Stranger(String address, String what, long at) {}

  /// Decides about connections and serves them, on a thread of the connection.
  @FunctionalInterface
  public interface Handler {
    /// Takes some seconds at most; the dialler waits.
    ///
    /// @param connection to end it; nothing can be read or written yet
    /// @throws Refused if it isn't wanted, with the reason for the other node
    Admitted admit(Opening opening, Connection connection) throws Refused, InterruptedException;
  }

  /// A connection that was let in.
  public interface Admitted extends AutoCloseable {
    /// Until the connection ends, or returns earlier; then it is closed.
    void serve() throws IOException, InterruptedException;

    /// Called at the end in any case, also where [#serve] never was.
    @Override
    void close();
  }

  /// Listens as soon as it can.
  ///
  /// @param addresses where
  public Accepter(Link link, List<InetSocketAddress> addresses, Handler handler) {
    this.link = link;
    this.handler = handler;
    for (InetSocketAddress address : addresses) {
      Thread.ofVirtual().name("mirroring at " + address).start(() -> listen(address));
    }
  }

  /// {@return the ports that it listens at by now}
  public List<Integer> ports() {
    return listening.values().stream().map(ServerSocket::getLocalPort).toList();
  }

  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    deaf.forEach(
        (address, why) ->
            problems.add(
                new Problem(
                    Severity.WARNING,
                    "mirroring at " + words(address),
                    "no connection can be taken: " + why,
                    "give this node that address, or let mirroring listen at another one")));
    Stranger last = stranger;
    if (last != null && System.nanoTime() - last.at() < REMEMBERED.toNanos()) {
      problems.add(
          new Problem(
              Severity.WARNING,
              "mirroring from " + last.address(),
              "it was refused: " + last.what(),
              "compare the key files of the nodes"));
    }
    return problems;
  }

  private void listen(InetSocketAddress address) {
    try {
      while (closed.getCount() > 0) {
        try (ServerSocket server = new ServerSocket()) {
          server.setReuseAddress(true);
          server.bind(address, BACKLOG);
          listening.put(address, server);
          if (closed.getCount() == 0) {
            return;
          }
          deaf.remove(address);
          LOG.info("mirroring listens at {}", words(address));
          take(server);
        } catch (IOException e) {
          String why = String.valueOf(e.getMessage());
          if (closed.getCount() > 0 && !why.equals(deaf.put(address, why))) {
            LOG.warn("mirroring can't listen at {}, and tries again: {}", words(address), why);
          }
        } finally {
          listening.remove(address);
        }
        if (closed.await(AGAIN.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void take(ServerSocket server) throws IOException {
    while (true) {
      Socket socket = server.accept();
      if (!connections.tryAcquire()) {
        LOG.debug("{} connections are there, no more are taken", CONNECTIONS);
        Sockets.close(socket);
      } else if (!strangers.tryAcquire()) {
        connections.release();
        Sockets.close(socket);
      } else {
        Thread.ofVirtual()
            .name("mirroring for " + socket.getInetAddress())
            .start(() -> meet(socket));
      }
    }
  }

  private void meet(Socket socket) {
    String address = socket.getInetAddress().getHostAddress();
    AtomicBoolean late = new AtomicBoolean();
    Optional<Known> found = Optional.empty();
    try {
      found = Optional.of(known(socket, late));
    } catch (Unproven e) {
      notice(address, String.valueOf(e.getMessage()));
      link.forget(socket);
    } catch (IOException e) {
      String why = late.get() ? "it took too long" : e.toString();
      link.forget(socket);
      LOG.debug("{} came and did not say who it is: {}", address, why);
    } finally {
      strangers.release();
      if (found.isEmpty()) {
        connections.release();
      }
    }
    found.ifPresent(this::serve);
  }

  private void serve(Known known) {
    try {
      host(known);
    } catch (IOException e) {
      LOG.info("mirroring from {}, {}: {}", known.connection.peer(), known.what(), e.getMessage());
    } catch (InterruptedException e) {
      LOG.info("mirroring from {}, {}: ended", known.connection.peer(), known.what());
    } finally {
      known.connection.close();
      connections.release();
    }
  }

  /// @param opening null if it can't be understood, which `refusal` says
  private record Known(
      Connection connection, @Nullable Opening opening, @Nullable Refused refusal) {
    String what() {
      return opening == null ? "unknown" : opening.what();
    }
  }

  private Known known(Socket socket, AtomicBoolean late) throws IOException {
    link.keep(socket);
    ScheduledFuture<?> deadline =
        link.watchdog()
            .after(
                link.times().handshake(),
                () -> {
                  late.set(true);
                  link.forget(socket);
                });
    try {
      Connection connection = link.accepted(socket);
      try {
        return new Known(connection, OpeningTalk.hear(connection.plainIn()), null);
      } catch (Refused refusal) {
        return new Known(connection, null, refusal);
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private void host(Known known) throws IOException, InterruptedException {
    Connection connection = known.connection;
    Opening opening = known.opening;
    // Whoever takes no answer in time doesn't hold a place.
    ScheduledFuture<?> deadline =
        link.watchdog()
            .after(link.times().patience(), () -> connection.cut("it was not opened in time"));
    Admitted admitted;
    try {
      if (opening == null) {
        throw known.refusal == null ? new Refused("it is not understood") : known.refusal;
      } else if (!opening.from().equals(connection.peer()) || !opening.to().equals(link.self())) {
        throw new Refused("it is from another node, or for another one, than was proven");
      }
      admitted = handler.admit(opening, connection);
    } catch (Refused refused) {
      OpeningTalk.refuse(connection.plainOut(), String.valueOf(refused.getMessage()));
      deadline.cancel(false);
      return;
    }
    try (admitted) {
      OpeningTalk.accept(connection.plainOut(), link.incarnation());
      deadline.cancel(false);
      connection.start(link.watchdog());
      admitted.serve();
    }
  }

  private void notice(String address, String what) {
    Stranger before = stranger;
    stranger = new Stranger(address, what, System.nanoTime());
    if (before == null
        || !before.what().equals(what)
        || System.nanoTime() - before.at() > REMEMBERED.toNanos()) {
      LOG.warn("mirroring from {} was refused: {}", address, what);
    }
  }

  private static String words(InetSocketAddress address) {
    return "%s port %d".formatted(address.getHostString(), address.getPort());
  }

  /// Takes no more. The connections that there are end with the [Link].
  @Override
  public void close() {
    closed.countDown();
    listening.values().forEach(Sockets::close);
  }
}
