package io.understudy.takeover;

import io.understudy.api.kernel.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/// Builds Ethernet frames that ask who has an address, or say so.
///
/// @param nonce marks the frames of this process, so that it knows them if a switch sends them
///     back: after the ARP packet, where Ethernet pads, and as a Nonce option (RFC 3971, 5.3.2) in
///     neighbour discovery, as RFC 7527 does for loops. 48 bits
record Frames(long nonce) {
  static final int ARP = 0x0806;
  static final int IPV6 = 0x86dd;
  static final int REQUEST = 1;
  static final int REPLY = 2;
  static final int SOLICITATION = 135;
  static final int ADVERTISEMENT = 136;
  static final int SOURCE_LINK_ADDRESS = 1;
  static final int TARGET_LINK_ADDRESS = 2;
  static final int NONCE = 14;

  private static final int SHORTEST = 60;
  private static final byte[] NOBODY4 = new byte[4];
  private static final byte[] NOBODY6 = new byte[16];
  private static final MacAddress NO_MAC = new MacAddress(0);
  private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L);
  private static final byte[] ALL_NODES = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  /// Announces an address: an ARP announcement (RFC 5227, 2.3) in the form of a request and again
  /// of a reply, because some stations heed only one; or an unsolicited neighbour advertisement
  /// with the override flag (RFC 4861, 7.2.6).
  ///
  /// @param router whether this node routes IPv6; saying no would remove it from router lists
  List<ByteBuffer> announcements(InetAddress address, MacAddress mac, boolean router) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address four ->
          List.of(
              arp(REQUEST, mac, bytes, NO_MAC, bytes, mac),
              arp(REPLY, mac, bytes, mac, bytes, mac));
      case Inet6Address six -> List.of(advertisement(bytes, mac, router));
      default -> throw new IllegalStateException("neither IPv4 nor IPv6: " + address);
    };
  }

  /// Asks who has an address, without claiming any: an ARP probe (RFC 5227, 2.1), or a neighbour
  /// solicitation from the node's link-local address, which is answered at once and to this node
  /// alone. (From ::, RFC 4862's way, the answer goes to everybody.)
  ///
  /// @param mac of the device itself, never a virtual one: the switch would learn it here
  /// @param source link-local address, or :: if there is none
  ByteBuffer question(InetAddress address, MacAddress mac, byte[] source) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? arp(REQUEST, mac, NOBODY4, NO_MAC, bytes, mac)
        : solicitation(bytes, mac, source);
  }

  static byte[] nobody() {
    return NOBODY6.clone();
  }

  private ByteBuffer arp(
      int operation,
      MacAddress senderMac,
      byte[] sender,
      MacAddress targetMac,
      byte[] target,
      MacAddress from) {
    ByteBuffer frame = ethernet(SHORTEST, MacAddress.BROADCAST, from, ARP);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) operation);
    frame.put(senderMac.bytes()).put(sender).put(targetMac.bytes()).put(target);
    frame.put(nonceBytes());
    return frame.clear();
  }

  private ByteBuffer advertisement(byte[] address, MacAddress mac, boolean router) {
    ByteBuffer frame = ipv6(ALL_NODES_MAC, mac, address, ALL_NODES, 40);
    frame.put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    frame.putInt(router ? 0xa000_0000 : 0x2000_0000).put(address);
    option(frame, TARGET_LINK_ADDRESS, mac.bytes());
    option(frame, NONCE, nonceBytes());
    return sealed(frame);
  }

  private ByteBuffer solicitation(byte[] address, MacAddress mac, byte[] source) {
    boolean anonymous = java.util.Arrays.equals(source, NOBODY6);
    byte[] group = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0};
    System.arraycopy(address, 13, group, 13, 3);
    MacAddress groupMac =
        new MacAddress(0x3333_ff00_0000L | ByteBuffer.wrap(group).getInt(12) & 0xff_ffff);
    ByteBuffer frame = ipv6(groupMac, mac, source, group, anonymous ? 32 : 40);
    frame.put((byte) SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0).put(address);
    if (!anonymous) {
      option(frame, SOURCE_LINK_ADDRESS, mac.bytes());
    }
    option(frame, NONCE, nonceBytes());
    return sealed(frame);
  }

  private static ByteBuffer ethernet(int size, MacAddress to, MacAddress from, int type) {
    return ByteBuffer.allocate(size).put(to.bytes()).put(from.bytes()).putShort((short) type);
  }

  private static ByteBuffer ipv6(
      MacAddress toMac, MacAddress fromMac, byte[] from, byte[] to, int length) {
    ByteBuffer frame = ethernet(54 + length, toMac, fromMac, IPV6);
    frame.putInt(0x6000_0000).putShort((short) length).put((byte) 58).put((byte) 255);
    return frame.put(from).put(to);
  }

  private static void option(ByteBuffer frame, int type, byte[] six) {
    frame.put((byte) type).put((byte) 1).put(six);
  }

  /// Sets the checksum of RFC 4443, 2.3: over addresses, length, protocol and message.
  private static ByteBuffer sealed(ByteBuffer frame) {
    int end = frame.position();
    long sum = end - 54 + 58;
    for (int i = 22; i < end; i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return frame.putShort(56, (short) ~sum).clear();
  }

  private byte[] nonceBytes() {
    return new MacAddress(nonce).bytes();
  }
}
