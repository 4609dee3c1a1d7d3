package io.understudy.linux;

import java.nio.ByteBuffer;

/// The Internet checksum, RFC 1071.
final class Checksum {
  private Checksum() {}

  /// {@return the checksum over some bytes of a message, whose own field is zero}
  ///
  /// @param initial what is summed besides
  static short of(ByteBuffer message, int start, int end, long initial) {
    long sum = initial;
    for (int i = start; i + 1 < end; i += 2) {
      sum += message.getShort(i) & 0xffff;
    }
    if ((end - start) % 2 == 1) {
      sum += (message.get(end - 1) & 0xff) << 8;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
