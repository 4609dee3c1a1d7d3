package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Packets;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KernelPacketsTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:00:01:0a");
  private static final InetAddress NODE_4 = InetAddress.ofLiteral("10.9.0.1");
  private static final InetAddress NODE_6 = InetAddress.ofLiteral("fd09::1");

  private Lan lan;

  @BeforeEach
  void connect() throws Exception {
    lan = new Lan();
  }

  @AfterEach
  void disconnect() {
    lan.close();
  }

  @Test
  void hearsWhatTheOtherSideSays() throws Exception {
    lan.assertAnswers(NODE_4);
    lan.assertAnswers(NODE_6);
  }

  @Test
  void doesNotHearItself() throws Exception {
    lan.heard.clear();
    lan.ask(InetAddress.ofLiteral("10.9.0.77"));
    lan.ask(InetAddress.ofLiteral("fd09::77"));
    lan.assertAnswers(NODE_4);
    assertEquals(1, lan.heard.size(), lan.toString());
  }

  @Test
  void anIpv6TapHearsNeighbourDiscoveryAlone() throws Exception {
    lan.node.run("ping", "-6", "-c", "3", "-i", "0.01", "fd09::2");
    assertTrue(
        lan.heard.stream()
            .filter(frame -> ByteBuffer.wrap(frame).getShort(12) != Numbers.ETH_P_ARP)
            .allMatch(frame -> frame[54] == (byte) 135 || frame[54] == (byte) 136),
        lan.toString());
  }

  @Test
  void hearsOnlyWhatItsSpeakersSay() throws Exception {
    Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
    InetAddress other4 = InetAddress.ofLiteral("10.9.0.9");
    InetAddress other6 = InetAddress.ofLiteral("fd09::9");
    Set<InetAddress> speakers = Set.of(other4, Lan.CLIENT_4, other6, Lan.CLIENT_6);
    lan.node.run("ip", "address", "add", "10.9.0.8/24", "dev", "e0");
    List<Packets.Tap> taps =
        List.of(
            tap(Packets.Filter.ARP, speakers, heard),
            tap(Packets.Filter.NEIGHBOUR_DISCOVERY, speakers, heard));
    try {
      lan.send(Frames.arp(1, MAC, InetAddress.ofLiteral("10.9.0.7"), NODE_4));
      lan.send(Frames.arp(2, MAC, InetAddress.ofLiteral("10.9.0.6"), other4));
      lan.send(Frames.solicitation(MAC, InetAddress.ofLiteral("fd09::7"), other6));
      lan.send(Frames.advertisement(MAC, other6, InetAddress.ofLiteral("fd09::7")));
      lan.send(Frames.arp(2, MAC, other4, NODE_4));
      lan.send(Frames.arp(1, MAC, Lan.CLIENT_4, NODE_4));
      lan.send(Frames.solicitation(MAC, Lan.CLIENT_6, NODE_6));
      lan.send(Frames.advertisement(MAC, Lan.CLIENT_6, other6));
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mine(heard) >= 4);
    } finally {
      taps.forEach(Packets.Tap::close);
    }
    assertEquals(4, mine(heard));
    assertEquals(
        2,
        heard.stream().filter(frame -> Lan.says(frame, other4)).count()
            + heard.stream().filter(frame -> Lan.says(frame, other6)).count());
  }

  private Packets.Tap tap(Packets.Filter filter, Set<InetAddress> speakers, Queue<byte[]> heard)
      throws Exception {
    return lan.node.call(
        () ->
            new KernelPackets()
                .open(
                    "e0",
                    filter,
                    speakers,
                    frame -> {
                      byte[] copy = new byte[frame.remaining()];
                      frame.get(copy);
                      heard.add(copy);
                    }));
  }

  private static long mine(Queue<byte[]> heard) {
    ByteBuffer mac = ByteBuffer.wrap(MAC.bytes());
    return heard.stream().filter(frame -> ByteBuffer.wrap(frame).slice(6, 6).equals(mac)).count();
  }

  @Test
  void closesPromptlyAndIsSilentAfterwards() throws Exception {
    Packets.Tap tap =
        lan.node.call(
            () ->
                new KernelPackets()
                    .open("e0", Packets.Filter.ARP, Set.of(), frame -> lan.heard.clear()));
    long start = System.nanoTime();
    tap.close();
    assertTrue(System.nanoTime() - start < 2_000_000_000L);
    assertThrows(KernelException.class, () -> tap.send(Frames.arp(1, MAC, NODE_4, Lan.CLIENT_4)));
  }

  @Test
  void aListenerMayCloseItsTapAndOneThatThrowsIsHeardAgain() throws Exception {
    var count = new java.util.concurrent.atomic.AtomicInteger();
    Packets.Tap tap =
        lan.node.call(
            () ->
                new KernelPackets()
                    .open(
                        "e0",
                        Packets.Filter.ARP,
                        Set.of(),
                        frame -> {
                          count.incrementAndGet();
                          throw new IllegalStateException("on purpose");
                        }));
    for (int i = 1; i <= 2; i++) {
      int wanted = i;
      lan.ask(NODE_4);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> count.get() >= wanted);
    }
    tap.close();
    lan.ask(NODE_4);
    lan.assertAnswers(NODE_4);
    assertEquals(2, count.get());
  }

  @Test
  void aMissingDeviceIsNamed() {
    var refusal =
        assertThrows(
            KernelException.class,
            () -> new KernelPackets().open("nope", Packets.Filter.ARP, Set.of(), frame -> {}));
    assertFalse(refusal.getMessage().isEmpty());
    assertTrue(refusal.getMessage().contains("nope: No such device"), refusal.getMessage());
  }
}
