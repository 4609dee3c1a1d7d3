package io.understudy.mirroring.link;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.kernel.Background;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens at addresses. One that isn't there yet is tried until it is.
final class Ports implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
  private static final int BACKLOG = 16;
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Consumer<Socket> arrived;
  private final Map<InetSocketAddress, ServerSocket> listening = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, String> deaf = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param arrived takes each connection; must not wait
  Ports(List<InetSocketAddress> addresses, Consumer<Socket> arrived) {
    this.arrived = arrived;
    for (InetSocketAddress address : addresses) {
      Background.thread("mirroring at " + address).start(() -> listen(address));
    }
  }

  /// {@return the ports by now}
  List<Integer> numbers() {
    return listening.values().stream().map(ServerSocket::getLocalPort).toList();
  }

  List<Problem> problems() {
    return deaf.entrySet().stream()
        .map(
            one ->
                new Problem(
                    Severity.WARNING,
                    "mirroring at " + words(one.getKey()),
                    "no connection can be taken: " + one.getValue(),
                    "give this node that address, or let mirroring listen at another one"))
        .toList();
  }

  private void listen(InetSocketAddress address) {
    try {
      do {
        try (ServerSocket server = new ServerSocket()) {
          server.setReuseAddress(true);
          server.bind(address, BACKLOG);
          listening.put(address, server);
          if (closed.getCount() == 0) {
            return;
          }
          deaf.remove(address);
          LOG.info("mirroring listens at {}", words(address));
          while (true) {
            arrived.accept(server.accept());
          }
        } catch (IOException e) {
          String why = String.valueOf(e.getMessage());
          if (closed.getCount() > 0 && !why.equals(deaf.put(address, why))) {
            LOG.warn("mirroring can't listen at {}, and tries again: {}", words(address), why);
          }
        } finally {
          listening.remove(address);
        }
      } while (!closed.await(AGAIN.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static String words(InetSocketAddress address) {
    return "%s port %d".formatted(address.getHostString(), address.getPort());
  }

  @Override
  public void close() {
    closed.countDown();
    listening.values().forEach(Sockets::close);
  }
}
