package io.understudy.linux;

import static io.understudy.linux.KernelLeaseTest.BOTH;
import static io.understudy.linux.KernelLeaseTest.SERVICE_4;
import static io.understudy.linux.KernelLeaseTest.SERVICE_6;
import static io.understudy.linux.KernelLeaseTest.SPANS;
import static io.understudy.linux.KernelLeaseTest.WEB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Lease.Kind;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Packets;
import io.understudy.api.kernel.Prefix;
import io.understudy.lab.Namespace;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What leaves and what gets in while an address is muted.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class LeaseWireTest {
  private static final InetAddress NODE_4 = InetAddress.ofLiteral("10.9.0.1");
  private static final InetAddress NODE_6 = InetAddress.ofLiteral("fd09::1");

  private final Queue<byte[]> atNode = new ConcurrentLinkedQueue<>();
  private Lan lan;
  private KernelLease lease;
  private Packets.Tap arp;
  private Packets.Tap discovery;

  @BeforeEach
  void guard() throws Exception {
    lan = new Lan();
    lease = lan.node.call(KernelLease::new);
    guard("e0");
    arp = Lan.tap(lan.node, Packets.Filter.ARP, atNode);
    discovery = Lan.tap(lan.node, Packets.Filter.NEIGHBOUR_DISCOVERY, atNode);
  }

  private void guard(String... devices) throws Exception {
    assertEquals(Outcome.DONE, lan.node.call(() -> lease.guard(WEB, Set.of(devices), BOTH, SPANS)));
  }

  @AfterEach
  void disconnect() throws Exception {
    arp.close();
    discovery.close();
    lease.close();
    lan.close();
  }

  private void hold() {
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
  }

  private void assertLeaves(boolean held, Packets.Tap by, ByteBuffer frame, InetAddress address)
      throws Exception {
    if (held) {
      hold();
    }
    lan.heard.clear();
    trySend(by, frame);
    assertEquals(held, lan.hears(address, held ? 5000 : 50), address + ": " + lan);
  }

  private static void trySend(Packets.Tap by, ByteBuffer frame) {
    try {
      by.send(frame);
    } catch (KernelException dropped) {
      assertEquals(Numbers.ENOBUFS, dropped.errno());
    }
  }

  @Test
  void announcementsByRawSocketsLeaveOnlyWhileHeld() throws Exception {
    ByteBuffer request = Frames.arp(1, lan.nodeMac, SERVICE_4, SERVICE_4);
    ByteBuffer reply = Frames.arp(2, lan.nodeMac, SERVICE_4, Lan.CLIENT_4);
    ByteBuffer fromService = Frames.advertisement(lan.nodeMac, SERVICE_6, SERVICE_6);
    ByteBuffer fromOwn = Frames.advertisement(lan.nodeMac, NODE_6, SERVICE_6);
    for (boolean held : new boolean[] {false, true}) {
      assertLeaves(held, arp, request.duplicate(), SERVICE_4);
      assertLeaves(held, arp, reply.duplicate(), SERVICE_4);
      assertLeaves(held, discovery, fromService.duplicate(), SERVICE_6);
      assertLeaves(held, discovery, fromOwn.duplicate(), SERVICE_6);
    }
  }

  @Test
  void aMutedStandbyMayAskWhoHasTheAddressAndHearsTheAnswer() throws Exception {
    lan.client.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.client.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    InetAddress none4 = Frames.unspecified(SERVICE_4);
    InetAddress none6 = Frames.unspecified(SERVICE_6);

    assertTrue(asked(arp, Frames.arp(1, lan.nodeMac, none4, SERVICE_4), SERVICE_4));
    assertTrue(asked(arp, Frames.arp(1, lan.nodeMac, NODE_4, SERVICE_4), SERVICE_4));
    assertTrue(asked(discovery, Frames.solicitation(lan.nodeMac, none6, SERVICE_6), SERVICE_6));
    assertTrue(asked(discovery, Frames.solicitation(lan.nodeMac, NODE_6, SERVICE_6), SERVICE_6));
  }

  private boolean asked(Packets.Tap by, ByteBuffer question, InetAddress address) throws Exception {
    atNode.clear();
    by.send(question);
    return Lan.hears(atNode, frame -> Lan.says(frame, address), 5000);
  }

  @Test
  void aMutedStandbyIsAClientOfTheServiceLikeAnybody() {
    lan.client.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.client.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    assertPings(true, lan.node, "10.9.0.100");
    assertPings(true, lan.node, "fd09::100");
  }

  @Test
  void aMutedNodeHearsAnnouncementsAndProbesOfOthers() throws Exception {
    InetAddress none4 = Frames.unspecified(SERVICE_4);
    ConcurrentLinkedQueue<byte[]> ignored = new ConcurrentLinkedQueue<>();
    try (Packets.Tap client4 = Lan.tap(lan.client, Packets.Filter.ARP, ignored);
        Packets.Tap client6 = Lan.tap(lan.client, Packets.Filter.NEIGHBOUR_DISCOVERY, ignored)) {
      var mac = MacAddress.parse("02:00:00:00:00:09");
      assertTrue(asked(client4, Frames.arp(1, mac, SERVICE_4, SERVICE_4), SERVICE_4));
      assertTrue(asked(client4, Frames.arp(2, mac, SERVICE_4, SERVICE_4), SERVICE_4));
      assertTrue(asked(client6, Frames.advertisement(mac, SERVICE_6, SERVICE_6), SERVICE_6));
      assertTrue(asked(client4, Frames.arp(1, mac, none4, SERVICE_4), none4));
    }
  }

  @Test
  void packetsToAndFromTheAddressPassOnlyWhileHeld() {
    lan.node.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.node.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    // the client knows where the address is, so nothing but the packets themselves is missing
    String mac = lan.nodeMac.toString();
    lan.client.run("ip", "neigh", "replace", "10.9.0.100", "lladdr", mac, "dev", "e0");
    lan.client.run("ip", "neigh", "replace", "fd09::100", "lladdr", mac, "dev", "e0");

    assertPings(false, lan.client, "10.9.0.100");
    assertPings(false, lan.client, "fd09::100");
    hold();
    assertPings(true, lan.client, "10.9.0.100");
    hold();
    assertPings(true, lan.client, "fd09::100");
    hold();
    assertPings(true, lan.node, "10.9.0.2", "-I", "10.9.0.100");
    assertEquals(Outcome.DONE, lease.drop(WEB));
    assertPings(false, lan.node, "10.9.0.2", "-I", "10.9.0.100");
  }

  private static void assertPings(boolean answered, Namespace from, String to, String... more) {
    String wait = answered ? "5" : "0.3";
    var command =
        Stream.concat(Stream.of("ping", "-c", "1", "-W", wait, to), Stream.of(more))
            .toArray(String[]::new);
    assertEquals(answered, from.attempt(Duration.ofSeconds(20), command).succeeded(), to);
  }

  @Test
  void guardingTheParentMutesAMacvlan() throws Exception {
    macvlan();
    assertMacvlanIsMuted();
  }

  @Test
  void aMacvlanCanBeGuardedToo() throws Exception {
    macvlan();
    guard("e0", "us-web");
    assertMacvlanIsMuted();
  }

  private void macvlan() throws Exception {
    KernelLinks links = lan.node.call(KernelLinks::new);
    links.macvlan("us-web", "e0", MacAddress.parse("02:00:5e:00:01:0a"));
    links.up("us-web", true);
    links.add("us-web", Prefix.parse("10.9.0.100/24"));
    links.add("us-web", Prefix.parse("fd09::100/64"));
    links.close();
  }

  private void assertMacvlanIsMuted() throws Exception {
    assertFalse(lan.answers(SERVICE_4), lan.toString());
    assertFalse(lan.answers(SERVICE_6), lan.toString());
    hold();
    lan.assertAnswers(SERVICE_4);
    hold();
    lan.assertAnswers(SERVICE_6);
    assertEquals(Outcome.DONE, lease.drop(WEB));
    assertFalse(lan.answers(SERVICE_4), lan.toString());
    assertFalse(lan.answers(SERVICE_6), lan.toString());
  }
}
