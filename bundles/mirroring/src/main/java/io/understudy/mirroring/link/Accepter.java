package io.understudy.mirroring.link;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.kernel.Background;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
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
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration OFTEN = Duration.ofSeconds(1);

  private final Link link;
  private final Handler handler;
  private final Semaphore connections = new Semaphore(CONNECTIONS);
  private final Semaphore strangers = new Semaphore(STRANGERS);
  private final Ports ports;
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
    ports = new Ports(addresses, this::arrived);
  }

  /// {@return the ports that it listens at by now}
  public List<Integer> ports() {
    return ports.numbers();
  }

  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(ports.problems());
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

  private void arrived(Socket socket) {
    if (!connections.tryAcquire()) {
      LOG.debug("{} connections are there, no more are taken", CONNECTIONS);
      Sockets.close(socket);
    } else if (!strangers.tryAcquire()) {
      connections.release();
      Sockets.close(socket);
    } else {
      Background.thread("mirroring for " + socket.getInetAddress()).start(() -> meet(socket));
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
    } catch (IOException e) {
      String why = late.get() ? "it took too long" : e.toString();
      LOG.debug("{} came and did not say who it is: {}", address, why);
    } finally {
      strangers.release();
      if (found.isEmpty()) {
        link.forget(socket);
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
    Stranger now = new Stranger(address, what, System.nanoTime());
    stranger = now;
    // Somebody who tries on and on, by whatever name, doesn't fill the log.
    long pause = before == null ? Long.MAX_VALUE : now.at() - before.at();
    boolean same = before != null && before.what().equals(what);
    if (pause > (same ? REMEMBERED : OFTEN).toNanos()) {
      LOG.warn("mirroring from {} was refused: {}", address, what);
    }
  }

  /// Takes no more. The connections that there are end with the [Link].
  @Override
  public void close() {
    ports.close();
  }
}
