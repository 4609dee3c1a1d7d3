package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A client of the service: from the client's namespace it begins an HTTP GET on a fresh connection
/// every few ms, whatever became of those before, and gives each one 100 ms. The kernel's neighbour
/// table is left to itself, as on any client.
public final class Client implements AutoCloseable {
  private static final long PATIENCE = Duration.ofMillis(100).toNanos();
  private static final byte[] REQUEST =
      "GET / HTTP/1.0\r\nHost: service\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_PENDING = 200;

  private final Polls polls;
  private final long period;
  private final InetSocketAddress server;
  private final Thread thread;
  private volatile boolean closed;

  private Client(Lab lab, String address, int port, Duration period) {
    this.server = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    this.period = period.toNanos();
    this.polls = new Polls(period);
    this.thread = lab.client().space().start(this::loop);
  }

  /// Polls the service address on port 80 every 5 ms.
  public static Client of(Lab lab) {
    return new Client(lab, Topology.SERVICE, 80, Duration.ofMillis(5));
  }

  public static Client of(Lab lab, String address, int port, Duration period) {
    return new Client(lab, address, port, period);
  }

  /// {@return what became of the polls}
  public Polls polls() {
    return polls;
  }

  /// Waits until the service answers.
  public void awaitAnswer(Duration patience) {
    Instant since = Instant.now();
    Pause.until("an answer from " + server, patience, () -> polls.lastSuccess().isAfter(since));
  }

  /// One poll in the making.
  private static final class Attempt {
    final long began;
    final ByteBuffer answer = ByteBuffer.allocate(1024);

    Attempt(long began) {
      this.began = began;
    }
  }

  private void loop() {
    try (Selector selector = Selector.open()) {
      long next = System.nanoTime();
      while (!closed) {
        long now = System.nanoTime();
        if (now >= next) {
          begin(selector, now);
          next = Math.max(next + period, now);
        }
        long wait = Math.ceilDiv(Math.max(0, next - System.nanoTime()), 1_000_000L);
        if (wait == 0) {
          selector.selectNow(this::ready);
        } else {
          selector.select(this::ready, wait);
        }
        giveUpOld(selector);
      }
      selector.keys().forEach(Client::drop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(Selector selector, long now) throws IOException {
    if (selector.keys().size() >= MOST_PENDING) {
      polls.failed("too many connections pending");
      return;
    }
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    // A reset at the end: no TIME_WAIT for each of a few hundred connections per second.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, new Attempt(now));
    try {
      channel.connect(server);
    } catch (IOException refusedAtOnce) {
      fail(key, refusedAtOnce);
    }
  }

  private void ready(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    Attempt attempt = (Attempt) key.attachment();
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        channel.write(ByteBuffer.wrap(REQUEST));
        key.interestOps(SelectionKey.OP_READ);
      } else if (key.isReadable()) {
        int read = channel.read(attempt.answer);
        if (read < 0 || !attempt.answer.hasRemaining()) {
          finish(key, attempt);
        }
      }
    } catch (IOException e) {
      fail(key, e);
    }
  }

  private void finish(SelectionKey key, Attempt attempt) {
    String answer = StandardCharsets.UTF_8.decode(attempt.answer.flip()).toString();
    drop(key);
    int body = answer.indexOf("\r\n\r\n");
    if (body > 0 && answer.matches("(?s)HTTP/1\\.[01] 200.*")) {
      polls.succeeded(answer.substring(body + 4).strip());
    } else {
      polls.failed("an answer that isn't 200: " + answer.lines().findFirst().orElse("empty"));
    }
  }

  private void giveUpOld(Selector selector) {
    long now = System.nanoTime();
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid() && now - ((Attempt) key.attachment()).began > PATIENCE) {
        drop(key);
        polls.failed("no answer in 100 ms");
      }
    }
  }

  private void fail(SelectionKey key, IOException e) {
    drop(key);
    polls.failed(String.valueOf(e.getMessage()));
  }

  private static void drop(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// {@return the neighbour entries of the client's kernel for the service, for a failure's report}
  static List<String> neighbours(Lab lab) {
    return lab.client().space().run("ip", "neigh").lines().toList();
  }
}
