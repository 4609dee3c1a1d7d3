package io.understudy.mirroring.link;

import static org.awaitility.Awaitility.await;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/// Two nodes on loopback: `b` accepts, `a` dials.
final class Ends implements AutoCloseable {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final GroupId GROUP = new GroupId("web");
  static final Duration LIMIT = Duration.ofSeconds(5);
  static final LinkTimes SHORT =
      new LinkTimes(
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(1500),
          Duration.ofMillis(50));

  final Link dialling;
  final Link accepting;
  final Accepter accepter;
  final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
  final BlockingQueue<Opening> openings = new LinkedBlockingQueue<>();
  volatile String refusal = "";

  Ends(LinkTimes times, byte ownKey, byte peersKey) {
    dialling = new Link(A, key(ownKey), times);
    accepting = new Link(B, key(peersKey), times);
    accepter =
        new Accepter(
            accepting,
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            this::admit);
    await().atMost(LIMIT).until(() -> !accepter.ports().isEmpty());
  }

  static Ends usual() {
    return new Ends(SHORT, (byte) 1, (byte) 1);
  }

  static ClusterKey key(byte one) {
    byte[] key = new byte[32];
    key[0] = one;
    return ClusterKey.of(key);
  }

  private Accepter.Admitted admit(Opening opening, Connection connection) throws Refused {
    openings.add(opening);
    if (!refusal.isEmpty()) {
      throw new Refused(refusal);
    }
    CountDownLatch over = new CountDownLatch(1);
    return new Accepter.Admitted() {
      @Override
      public void serve() throws InterruptedException {
        accepted.add(connection);
        while (connection.isOpen() && !over.await(20, TimeUnit.MILLISECONDS)) {}
      }

      @Override
      public void close() {
        over.countDown();
      }
    };
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), accepter.ports().getFirst());
  }

  static Opening opening() {
    return Opening.data("web-pages", GROUP, new Term(7), A, B, "stream");
  }

  Connection dial() throws IOException, InterruptedException {
    return new Dialer(dialling, _ -> List.of(address())).open(B, opening(), LIMIT);
  }

  Connection other() throws InterruptedException {
    Connection other = accepted.poll(5, TimeUnit.SECONDS);
    if (other == null) {
      throw new AssertionError("nothing was accepted");
    }
    return other;
  }

  /// An end that knows the key and does what it likes.
  SSLSocket rogue() throws IOException {
    SSLSocket tls = stranger();
    new Proofs(tls, key((byte) 1), A).dial(B);
    return tls;
  }

  SSLSocket stranger() throws IOException {
    Socket raw = new Socket(address().getAddress(), address().getPort());
    raw.setSoTimeout(5000);
    return Secured.make().over(raw, true);
  }

  @Override
  public void close() {
    accepter.close();
    dialling.close();
    accepting.close();
  }
}
