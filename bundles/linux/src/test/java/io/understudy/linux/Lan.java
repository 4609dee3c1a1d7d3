package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Packets;
import io.understudy.lab.Namespace;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A node and a client on one cable, device `e0` at both ends: 10.9.0.1 and fd09::1, 10.9.0.2 and
/// fd09::2. The client hears every ARP frame and neighbour discovery of the node.
final class Lan implements AutoCloseable {
  static final InetAddress CLIENT_4 = InetAddress.ofLiteral("10.9.0.2");
  static final InetAddress CLIENT_6 = InetAddress.ofLiteral("fd09::2");

  final Namespace node = Namespace.create("node");
  final Namespace client = Namespace.create("client");
  final Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
  private final Packets.Tap arp;
  private final Packets.Tap discovery;
  private final MacAddress clientMac;
  final MacAddress nodeMac;
  private int asked;

  Lan() throws Exception {
    node.run(
        "ip", "link", "add", "e0", "type", "veth", "peer", "name", "e0", "netns", client.name());
    int number = 0;
    for (Namespace side : new Namespace[] {node, client}) {
      number++;
      side.run("ip", "link", "set", "e0", "up");
      side.run("ip", "address", "add", "10.9.0." + number + "/24", "dev", "e0");
      side.run("ip", "address", "add", "fd09::" + number + "/64", "dev", "e0", "nodad");
    }
    clientMac = mac(client);
    nodeMac = mac(node);
    arp = tap(Packets.Filter.ARP);
    discovery = tap(Packets.Filter.NEIGHBOUR_DISCOVERY);
  }

  private static MacAddress mac(Namespace at) throws Exception {
    return at.call(
        () -> {
          KernelLinks links = new KernelLinks();
          try {
            return links.find("e0").orElseThrow().mac();
          } finally {
            links.close();
          }
        });
  }

  private Packets.Tap tap(Packets.Filter filter) throws Exception {
    return tap(client, filter, heard);
  }

  static Packets.Tap tap(Namespace at, Packets.Filter filter, Queue<byte[]> heard)
      throws Exception {
    return at.call(
        () ->
            new KernelPackets()
                .open(
                    "e0",
                    filter,
                    Set.of(),
                    frame -> {
                      byte[] copy = new byte[frame.remaining()];
                      frame.get(copy);
                      heard.add(copy);
                    }));
  }

  /// The client asks for an address by ARP or a neighbour solicitation.
  ///
  /// @return whether the node answers within 30 ms: for what must not be answered
  boolean answers(InetAddress address) throws Exception {
    return answers(address, 30);
  }

  /// Asks for an address that has to be answered, however busy the machine is.
  void assertAnswers(InetAddress address) throws Exception {
    assertTrue(answers(address, 5000), address + ": " + this);
  }

  /// Every question comes from another address, so that a late answer to an earlier one isn't taken
  /// for an answer to this one: two devices of a node that have the same address both answer.
  boolean answers(InetAddress address, long millis) throws Exception {
    heard.clear();
    asked++;
    String asker = address instanceof Inet6Address ? "fd09::1:" : "10.9.0.";
    InetAddress from = InetAddress.ofLiteral(asker + (110 + asked % 140));
    ask(from, address);
    return hears(heard, frame -> says(frame, address) && isTo(frame, from), millis);
  }

  /// {@return whether a frame of the node bears the address as sender, or advertises it}
  boolean hears(InetAddress address, long millis) {
    return hears(heard, frame -> says(frame, address), millis);
  }

  /// {@return whether a frame like that is among what a tap hears, in time}
  static boolean hears(Queue<byte[]> heard, Predicate<byte[]> wanted, long millis) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < millis * 1_000_000) {
      if (heard.stream().anyMatch(wanted)) {
        return true;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return false;
  }

  void ask(InetAddress address) throws Exception {
    ask(address instanceof Inet6Address ? CLIENT_6 : CLIENT_4, address);
  }

  private void ask(InetAddress from, InetAddress address) throws Exception {
    if (address instanceof Inet6Address) {
      discovery.send(Frames.solicitation(clientMac, from, address));
    } else {
      arp.send(Frames.arp(1, clientMac, from, address));
    }
  }

  /// The client sends a frame to the node.
  void send(ByteBuffer frame) throws Exception {
    (frame.getShort(12) == Numbers.ETH_P_ARP ? arp : discovery).send(frame);
  }

  /// {@return whether a frame bears the address as sender, or advertises it}
  static boolean says(byte[] frame, InetAddress address) {
    byte[] wanted = address.getAddress();
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    if (bytes.getShort(12) == Numbers.ETH_P_ARP) {
      return bytes.slice(28, 4).equals(ByteBuffer.wrap(wanted));
    }
    return wanted.length == 16
        && frame[54] == (byte) 136
        && bytes.slice(62, 16).equals(ByteBuffer.wrap(wanted));
  }

  /// {@return whether ARP's target or the destination of an IPv6 packet is the address}
  private static boolean isTo(byte[] frame, InetAddress address) {
    byte[] wanted = address.getAddress();
    return ByteBuffer.wrap(frame, 38, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  @Override
  public void close() {
    arp.close();
    discovery.close();
    node.close();
    client.close();
  }

  @Override
  public String toString() {
    return heard.stream().map(HexFormat.of()::formatHex).toList().toString();
  }
}
