package io.understudy.linux;

import java.nio.ByteBuffer;

/// Headers of IPv4 (RFC 791) and IPv6 (RFC 8200).
final class Ip {
  static final int HEADER_4 = 20;
  static final int HEADER_6 = 40;
  private static final byte HOPS = 64;

  private Ip() {}

  /// Writes the header of the addresses' family at the beginning. The kernel completes an IPv4
  /// header's length, number and checksum, and its source if that is all zeroes.
  ///
  /// @param length of what follows
  static void header(ByteBuffer into, int protocol, int length, byte[] from, byte[] to) {
    into.clear();
    if (from.length == 4) {
      into.put((byte) 0x45).put((byte) 0).putShort((short) 0).putInt(0);
      into.put(HOPS).put((byte) protocol).putShort((short) 0);
    } else {
      into.putInt(6 << 28).putShort((short) length).put((byte) protocol).put(HOPS);
    }
    into.put(from).put(to);
  }
}
