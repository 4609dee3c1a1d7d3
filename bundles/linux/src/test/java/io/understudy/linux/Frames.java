package io.understudy.linux;

import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Ethernet frames as stations send them.
final class Frames {
  private static final byte[] NOBODY = new byte[6];

  private Frames() {}

  /// @param operation 1 request, 2 reply
  static ByteBuffer arp(int operation, MacAddress mac, InetAddress sender, InetAddress target) {
    return ByteBuffer.allocate(42)
        .put(MacAddress.BROADCAST.bytes())
        .put(mac.bytes())
        .putShort((short) Numbers.ETH_P_ARP)
        .putShort((short) 1)
        .putShort((short) Numbers.ETH_P_IP)
        .put((byte) 6)
        .put((byte) 4)
        .putShort((short) operation)
        .put(mac.bytes())
        .put(sender.getAddress())
        .put(NOBODY)
        .put(target.getAddress())
        .flip();
  }

  /// A neighbour solicitation to the target's solicited-node group.
  static ByteBuffer solicitation(MacAddress mac, InetAddress source, InetAddress target) {
    byte[] group = InetAddress.ofLiteral("ff02::1:ff00:0").getAddress();
    System.arraycopy(target.getAddress(), 13, group, 13, 3);
    // the unspecified address has no link-layer address option
    boolean unspecified = source.isAnyLocalAddress();
    ByteBuffer option = unspecified ? ByteBuffer.allocate(0) : option(1, mac);
    return discovery(135, 0, mac, source.getAddress(), group, target, option);
  }

  /// An unsolicited advertisement to all nodes.
  static ByteBuffer advertisement(MacAddress mac, InetAddress source, InetAddress target) {
    byte[] all = InetAddress.ofLiteral("ff02::1").getAddress();
    return discovery(136, 0x2000_0000, mac, source.getAddress(), all, target, option(2, mac));
  }

  private static ByteBuffer option(int type, MacAddress mac) {
    return ByteBuffer.allocate(8).put((byte) type).put((byte) 1).put(mac.bytes()).flip();
  }

  private static ByteBuffer discovery(
      int type,
      int flags,
      MacAddress mac,
      byte[] source,
      byte[] destination,
      InetAddress target,
      ByteBuffer option) {
    int length = 24 + option.remaining();
    byte[] multicast = {0x33, 0x33, 0, 0, 0, 0};
    System.arraycopy(destination, 12, multicast, 2, 4);
    ByteBuffer frame =
        ByteBuffer.allocate(54 + length)
            .put(multicast)
            .put(mac.bytes())
            .putShort((short) Numbers.ETH_P_IPV6)
            .putInt(6 << 28)
            .putShort((short) length)
            .put((byte) Numbers.IPPROTO_ICMPV6)
            .put((byte) 255)
            .put(source)
            .put(destination)
            .put((byte) type)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(flags)
            .put(target.getAddress())
            .put(option)
            .flip();
    long sum = length + Numbers.IPPROTO_ICMPV6;
    for (int i = 22; i < frame.limit(); i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return frame.putShort(56, (short) ~sum);
  }

  static InetAddress unspecified(InetAddress like) {
    byte[] zero = like.getAddress();
    Arrays.fill(zero, (byte) 0);
    try {
      return InetAddress.getByAddress(zero);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
