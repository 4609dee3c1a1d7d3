package io.understudy.linux;

import java.nio.ByteBuffer;

/// Echo messages of ICMP (RFC 792) and ICMPv6 (RFC 4443), and what goes before them.
final class Icmp {
  static final int HEADER = 8;
  private static final byte REQUEST_4 = 8;
  private static final byte REPLY_4 = 0;
  private static final byte REQUEST_6 = (byte) 128;
  private static final byte REPLY_6 = (byte) 129;

  private Icmp() {}

  /// Writes an IPv4 header and an echo request; the kernel completes the header's length, number
  /// and checksum, and its source if that is all zeroes.
  static void request4(
      ByteBuffer into, byte[] from, byte[] to, int identifier, int sequence, ByteBuffer payload) {
    int length = HEADER + payload.remaining();
    Ip.header(into, Numbers.IPPROTO_ICMP, length, from, to);
    echo(into, REQUEST_4, identifier, sequence, payload);
    into.putShort(Ip.HEADER_4 + 2, Checksum.of(into, Ip.HEADER_4, into.limit(), 0));
  }

  /// Writes an ICMPv6 echo request, without checksum: the kernel adds it.
  static void request6(ByteBuffer into, int identifier, int sequence, ByteBuffer payload) {
    into.clear();
    echo(into, REQUEST_6, identifier, sequence, payload);
  }

  /// Writes an IPv6 header and an echo request.
  static void request6(
      ByteBuffer into, byte[] from, byte[] to, int identifier, int sequence, ByteBuffer payload) {
    int length = HEADER + payload.remaining();
    Ip.header(into, Numbers.IPPROTO_ICMPV6, length, from, to);
    echo(into, REQUEST_6, identifier, sequence, payload);
    // over the pseudo header too: RFC 8200, 8.1
    into.putShort(
        Ip.HEADER_6 + 2, Checksum.of(into, 8, into.limit(), length + Numbers.IPPROTO_ICMPV6));
  }

  private static void echo(
      ByteBuffer into, byte type, int identifier, int sequence, ByteBuffer payload) {
    into.put(type).put((byte) 0).putShort((short) 0);
    into.putShort((short) identifier).putShort((short) sequence);
    into.put(payload.duplicate()).flip();
  }

  /// {@return where the echo reply begins, or -1 if it isn't one}
  static int reply4(ByteBuffer packet) {
    if (packet.limit() < Ip.HEADER_4) {
      return -1;
    }
    int start = (packet.get(0) & 0xf) * 4;
    return packet.limit() >= start + HEADER && packet.get(start) == REPLY_4 ? start : -1;
  }

  static int reply6(ByteBuffer message) {
    return message.limit() >= HEADER && message.get(0) == REPLY_6 ? 0 : -1;
  }
}
