package io.understudy.lab;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Frames that ask who has an address: an ARP request (RFC 826), a neighbour solicitation (RFC
/// 4861).
final class Question {
  private static final byte[] BROADCAST = HexFormat.of().parseHex("ffffffffffff");

  private Question() {}

  /// @param mac of the asker, to which the answer goes
  static byte[] about(InetAddress address, byte[] mac) {
    return address instanceof Inet6Address
        ? solicitation(address.getAddress(), mac)
        : request(address.getAddress(), mac);
  }

  private static byte[] request(byte[] target, byte[] mac) {
    return ByteBuffer.allocate(42)
        .put(BROADCAST)
        .put(mac)
        .putShort((short) 0x0806)
        .putShort((short) 1)
        .putShort((short) 0x0800)
        .put((byte) 6)
        .put((byte) 4)
        .putShort((short) 1)
        .put(mac)
        .put(InetAddress.ofLiteral(Topology.WITNESS).getAddress())
        .put(new byte[6])
        .put(target)
        .array();
  }

  private static byte[] solicitation(byte[] target, byte[] mac) {
    byte[] from = InetAddress.ofLiteral(Topology.WITNESS6).getAddress();
    byte[] to = HexFormat.of().parseHex("ff0200000000000000000001ff000000");
    System.arraycopy(target, 13, to, 13, 3);
    byte[] body =
        ByteBuffer.allocate(32)
            .put((byte) 135)
            .putInt(4, 0)
            .position(8)
            .put(target)
            .put((byte) 1)
            .put((byte) 1)
            .put(mac)
            .array();
    int sum = sum(from) + sum(to) + body.length + 58 + sum(body);
    sum = (sum >>> 16) + (sum & 0xffff);
    sum += sum >>> 16;
    ByteBuffer.wrap(body).putShort(2, (short) ~sum);
    return ByteBuffer.allocate(54 + body.length)
        .put((byte) 0x33)
        .put((byte) 0x33)
        .put(to, 12, 4)
        .put(mac)
        .putShort((short) 0x86dd)
        .putInt(0x6000_0000)
        .putShort((short) body.length)
        .put((byte) 58)
        .put((byte) 255)
        .put(from)
        .put(to)
        .put(body)
        .array();
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
    }
    return sum;
  }
}
