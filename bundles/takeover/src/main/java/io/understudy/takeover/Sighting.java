package io.understudy.takeover;

import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A station said on the LAN that it has an address: as the sender of an ARP request or reply, as
/// the target of a neighbour advertisement or the source of a neighbour solicitation.
///
/// @param nonce what marks the frames of one process; 0 if there is none
record Sighting(InetAddress address, MacAddress mac, long nonce) {
  private static final int ARP_END = 42;
  private static final int ICMP = 54;
  private static final int ND_OPTIONS = ICMP + 24;

  /// @param frame a whole Ethernet frame; whatever is malformed in it says nothing
  static Optional<Sighting> in(ByteBuffer frame) {
    ByteBuffer at = frame.slice();
    if (at.limit() < ARP_END) {
      return Optional.empty();
    }
    return switch (at.getShort(12) & 0xffff) {
      case Frames.ARP -> arp(at);
      case Frames.IPV6 -> neighbour(at);
      default -> Optional.empty();
    };
  }

  private static Optional<Sighting> arp(ByteBuffer at) {
    int operation = at.getShort(20);
    boolean ours = at.getInt(14) == 0x0001_0800 && at.getShort(18) == 0x0604;
    if (!ours || (operation != Frames.REQUEST && operation != Frames.REPLY) || at.getInt(28) == 0) {
      return Optional.empty();
    }
    long nonce = at.limit() >= ARP_END + 6 ? mac(at, ARP_END).value() : 0;
    return Optional.of(new Sighting(address(at, 28, 4), mac(at, 22), nonce));
  }

  private static Optional<Sighting> neighbour(ByteBuffer at) {
    if (at.limit() < ND_OPTIONS || at.get(20) != 58 || (at.get(21) & 0xff) != 255) {
      return Optional.empty();
    }
    int type = at.get(ICMP) & 0xff;
    return switch (type) {
      case Frames.ADVERTISEMENT ->
          Optional.of(neighbour(at, address(at, ICMP + 8, 16), Frames.TARGET_LINK_ADDRESS));
      case Frames.SOLICITATION ->
          Optional.of(neighbour(at, address(at, 22, 16), Frames.SOURCE_LINK_ADDRESS))
              .filter(sighting -> !sighting.address.isAnyLocalAddress());
      default -> Optional.empty();
    };
  }

  private static Sighting neighbour(ByteBuffer at, InetAddress address, int linkAddress) {
    MacAddress mac = mac(at, 6);
    long nonce = 0;
    int option = ND_OPTIONS;
    while (option + 8 <= at.limit() && at.get(option + 1) != 0) {
      int type = at.get(option) & 0xff;
      if (type == linkAddress) {
        mac = mac(at, option + 2);
      } else if (type == Frames.NONCE) {
        nonce = mac(at, option + 2).value();
      }
      option += 8 * (at.get(option + 1) & 0xff);
    }
    return new Sighting(address, mac, nonce);
  }

  private static MacAddress mac(ByteBuffer at, int index) {
    byte[] bytes = new byte[6];
    at.get(index, bytes);
    return MacAddress.of(bytes);
  }

  private static InetAddress address(ByteBuffer at, int index, int length) {
    byte[] bytes = new byte[length];
    at.get(index, bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }
}
