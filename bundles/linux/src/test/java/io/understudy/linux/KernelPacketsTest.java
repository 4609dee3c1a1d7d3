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
    assertTrue(lan.answers(NODE_4), lan.toString());
    assertTrue(lan.answers(NODE_6), lan.toString());
  }

  @Test
  void doesNotHearItself() throws Exception {
    lan.heard.clear();
    lan.ask(InetAddress.ofLiteral("10.9.0.77"));
    lan.ask(InetAddress.ofLiteral("fd09::77"));
    assertTrue(lan.answers(NODE_4));
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
  void closesPromptlyAndIsSilentAfterwards() throws Exception {
    Packets.Tap tap =
        lan.node.call(
            () -> new KernelPackets().open("e0", Packets.Filter.ARP, frame -> lan.heard.clear()));
    long start = System.nanoTime();
    tap.close();
    assertTrue(System.nanoTime() - start < 200_000_000);
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
                        frame -> {
                          count.incrementAndGet();
                          throw new IllegalStateException("on purpose");
                        }));
    for (int i = 1; i <= 2; i++) {
      int wanted = i;
      lan.ask(NODE_4);
      Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> count.get() == wanted);
    }
    tap.close();
    lan.ask(NODE_4);
    assertTrue(lan.answers(NODE_4));
    assertEquals(2, count.get());
  }

  @Test
  void aMissingDeviceIsNamed() {
    var refusal =
        assertThrows(
            KernelException.class,
            () -> new KernelPackets().open("nope", Packets.Filter.ARP, frame -> {}));
    assertFalse(refusal.getMessage().isEmpty());
    assertTrue(refusal.getMessage().contains("nope: No such device"), refusal.getMessage());
  }
}
