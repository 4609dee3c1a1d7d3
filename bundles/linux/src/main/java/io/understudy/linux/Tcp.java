package io.understudy.linux;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Segments of TCP (RFC 9293), with the IP header before them.
final class Tcp {
  private static final int HEADER = 20;
  private static final byte ACK = 0x10;

  private Tcp() {}

  /// Writes a segment without data whose sequence number fits no connection.
  static void acknowledgement(ByteBuffer into, InetSocketAddress from, InetSocketAddress to) {
    byte[] source = from.getAddress().getAddress();
    byte[] target = to.getAddress().getAddress();
    Ip.header(into, Numbers.IPPROTO_TCP, HEADER, source, target);
    int start = into.position();
    int addresses = start - source.length - target.length;
    into.putShort((short) from.getPort()).putShort((short) to.getPort()).putInt(0).putInt(0);
    into.put((byte) (HEADER / 4 << 4)).put(ACK).putShort((short) 0).putInt(0);
    into.flip();
    // over the pseudo header too: RFC 9293, 3.1 and RFC 8200, 8.1
    into.putShort(
        start + 16, Checksum.of(into, addresses, into.limit(), HEADER + Numbers.IPPROTO_TCP));
  }
}
