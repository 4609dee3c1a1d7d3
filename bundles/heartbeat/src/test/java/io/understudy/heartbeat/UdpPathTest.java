package io.understudy.heartbeat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.BeatSeal;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.api.PathView;
import io.understudy.api.Problem;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two ends on loopback addresses; where needed, one of them is a plain socket that forges.
class UdpPathTest {
  private static final String A = "127.7.0.1";
  private static final String B = "127.7.0.2";
  private static final int PORT = 17789;

  private final DummyTicker ticker = new DummyTicker();
  private final BeatSeal seal = new HmacSeal(HmacSealTest.key(1));
  private final List<UdpPath> open = new ArrayList<>();
  private final Ear ear = new Ear();
  private int number;

  @AfterEach
  void close() {
    open.forEach(UdpPath::deactivate);
  }

  @Test
  void beatsArriveAndAreMeasured() {
    UdpPath a = path("lan", "b", A, B, seal);
    UdpPath b = path("lan", "a", B, A, seal);
    a.listen(ear);

    AtomicReference<PathView> seen = new AtomicReference<>(a.view());
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              a.send(Ear.beat(++number));
              b.send(Ear.beat(number));
              PathView now = a.view();
              seen.set(now);
              return ear.beats.size() >= 50
                  && now.received() >= 50
                  && now.loss() < 0.1
                  && now.latency().toMillis() < 100;
            });

    PathView view = seen.get();
    assertTrue(view.alive() && view.latency().toNanos() > 0, view.toString());
    assertTrue(view.jitter().toNanos() > 0 && view.refused() == 0, view.toString());
    assertEquals("", view.error());
    assertEquals(List.of(), a.problems());
  }

  @Test
  void aClosedPortIsHeardOfAndTheNextBeatStillLeaves() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    a.listen(ear);

    await()
        .until(
            () -> {
              a.send(Ear.beat(1));
              return ear.refusals.get() > 0;
            });

    try (DatagramSocket late = socket(B)) {
      a.send(Ear.beat(2));
      late.setSoTimeout(2000);
      late.receive(new DatagramPacket(new byte[2000], 2000));
    }
  }

  @Test
  void aRestartedPeerIsMeasuredAnew() {
    UdpPath a = path("lan", "b", A, B, seal);
    a.listen(ear);
    UdpPath first = path("lan", "a", B, A, seal);
    exchange(a, first);
    first.deactivate();
    UdpPath second = path("lan", "a", B, A, seal);

    exchange(a, second);

    assertEquals(0, a.view().refused());
  }

  @Test
  void aReplayIsRefusedAndReported() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    a.listen(ear);
    try (DatagramSocket forger = socket(B)) {
      ByteBuffer caught = sealed("lan", "a", 9, 1);
      arrives(forger, caught);
      int heard = ear.beats.size();

      forger.send(packet(caught));

      await().until(() -> a.view().refused() >= 1);
      assertEquals(heard, ear.beats.size());
      assertSays(a, "arrived twice", "somebody who repeats");
    }
  }

  @Test
  void anotherKeyIsReportedWithPathAndRemote() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    UdpPath b = path("lan", "a", B, A, new HmacSeal(HmacSealTest.key(2)));
    a.listen(ear);

    await()
        .until(
            () -> {
              b.send(Ear.beat(1));
              return a.view().refused() > 3;
            });

    assertEquals(List.of(), ear.beats);
    assertSays(a, B + " were not sealed with this cluster's key", "copy the key file");
    assertEquals("path lan", a.problems().getFirst().subject());
  }

  @Test
  void truncatedForgedAndForeignDatagramsAreCountedAndHarmNothing() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    a.listen(ear);
    try (DatagramSocket forger = socket(B);
        DatagramSocket stranger = socket("127.7.0.3")) {
      ByteBuffer good = sealed("lan", "a", 9, 1);
      arrives(forger, good);
      int heard = ear.beats.size();
      ByteBuffer next = sealed("lan", "a", 9, 1000);
      stranger.send(packet(next));
      forger.send(packet(next.duplicate().limit(next.limit() - 1)));
      forger.send(packet(ByteBuffer.wrap(new byte[0])));
      forger.send(packet(ByteBuffer.wrap(next.array().clone()).put(50, (byte) 99)));
      forger.send(packet(seal.seal(ByteBuffer.wrap(new byte[] {'P', 1, 90, 1}))));
      forger.send(packet(seal.seal(ByteBuffer.wrap(new byte[] {'E', 1, 90, 1}))));
      forger.send(packet(sealed("cross", "a", 9, 1001)));
      forger.send(packet(sealed("lan", "b", 9, 1002)));

      await().until(() -> a.view().refused() >= 6);
      assertEquals(heard, ear.beats.size());

      arrives(forger, next);
    }
  }

  @Test
  void aNewerPeerIsNamedAsSuch() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    try (DatagramSocket newer = socket(B)) {
      ByteBuffer beat = sealed("lan", "a", 9, 1);
      beat.put(3, (byte) 2);
      await()
          .until(
              () -> {
                newer.send(packet(beat));
                return a.view().refused() > 0;
              });
    }
    assertSays(a, "newer program (seal version 2)", "upgrade this node");
  }

  @Test
  void aTakenPortIsNamedAndTriedAgain() throws Exception {
    UdpPath a;
    try (DatagramSocket other = socket(A)) {
      a = path("lan", "b", A, B, seal);
      await().until(() -> a.view().error().contains("taken by another process"));
      assertSays(a, A, "interface");
      assertTrue(other.isBound());
    }
    await().until(() -> a.view().error().isEmpty());
  }

  @Test
  void deactivationFreesThePortAtOnce() throws Exception {
    UdpPath a = path("lan", "b", A, B, seal);
    a.listen(ear);
    await()
        .until(
            () -> {
              a.send(Ear.beat(1));
              return ear.refusals.get() > 0;
            });
    long before = System.nanoTime();

    a.deactivate();

    assertTrue(System.nanoTime() - before < 2_000_000_000L);
    socket(A).close();
  }

  @Test
  void aFailingListenerDoesNotEndThePath() {
    UdpPath a = path("lan", "b", A, B, seal);
    UdpPath b = path("lan", "a", B, A, seal);
    a.listen(new FailingListener());
    a.listen(ear);

    exchange(a, b);
  }

  private UdpPath path(String name, String peer, String local, String remote, BeatSeal with) {
    UdpPath path =
        new UdpPath(
            ticker,
            with,
            Map.of("name", name, "node", peer, "local", local, "remote", remote, "port", PORT));
    open.add(path);
    return path;
  }

  private void exchange(UdpPath a, UdpPath b) {
    ear.beats.clear();
    await()
        .until(
            () -> {
              a.send(Ear.beat(1));
              b.send(Ear.beat(2));
              return ear.beats.size() > 5 && a.view().alive() && b.view().alive();
            });
  }

  private void arrives(DatagramSocket from, ByteBuffer beat) {
    int before = ear.beats.size();
    await()
        .until(
            () -> {
              from.send(packet(beat));
              return ear.beats.size() > before;
            });
  }

  private ByteBuffer sealed(String path, String to, long session, long sequence) {
    return seal.seal(
        new Frame(
                new PathId(path),
                new NodeId(to),
                session,
                sequence,
                ticker.nanos(),
                Frame.Echo.NONE,
                Ear.beat(7))
            .encode());
  }

  private static DatagramSocket socket(String local) throws Exception {
    return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(local), PORT));
  }

  private static DatagramPacket packet(ByteBuffer content) {
    return new DatagramPacket(
        content.array(),
        content.arrayOffset(),
        content.remaining(),
        new InetSocketAddress(InetAddress.ofLiteral(A), PORT));
  }

  private static void assertSays(UdpPath path, String what, String remedy) {
    List<Problem> problems = path.problems();
    assertTrue(
        problems.stream().anyMatch(p -> p.what().contains(what) && p.remedy().contains(remedy)),
        problems.toString());
  }
}
