package io.understudy.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// An Ethernet frame, read as far as the witness needs.
record Frame(MemorySegment bytes) {
  private static final int ARP = 0x0806;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int VLAN = 0x8100;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;

  /// {@return the address for which its sender acts as the holder: ARP sender, IP source, target of
  /// a neighbour advertisement; null if there is none}
  @Nullable InetAddress claimed() {
    int type = number(12);
    int start = 14;
    if (type == VLAN) {
      type = number(16);
      start = 18;
    }
    return switch (type) {
      case ARP -> address(start + 14, 4);
      case IPV4 -> address(start + 12, 4);
      case IPV6 ->
          has(start + 64)
                  && octet(start + 6) == ICMPV6
                  && octet(start + 40) == NEIGHBOUR_ADVERTISEMENT
              ? address(start + 48, 16)
              : address(start + 8, 16);
      default -> null;
    };
  }

  /// {@return whether it is an IPv4 UDP datagram to that port}
  boolean datagram(int port) {
    int udp = 14 + 4 * (octet(14) & 0xf);
    return number(12) == IPV4 && has(udp + 8) && octet(23) == UDP && number(udp + 2) == port;
  }

  /// {@return a copy}
  byte[] copy() {
    return bytes.toArray(JAVA_BYTE);
  }

  private boolean has(int length) {
    return bytes.byteSize() >= length;
  }

  private int octet(int at) {
    return bytes.get(JAVA_BYTE, at) & 0xff;
  }

  private int number(int at) {
    return has(at + 2) ? octet(at) << 8 | octet(at + 1) : 0;
  }

  private @Nullable InetAddress address(int at, int length) {
    if (!has(at + length)) {
      return null;
    }
    byte[] raw = new byte[length];
    for (int i = 0; i < length; i++) {
      raw[i] = bytes.get(JAVA_BYTE, at + i);
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException wrongLength) {
      throw new AssertionError(wrongLength);
    }
  }
}
