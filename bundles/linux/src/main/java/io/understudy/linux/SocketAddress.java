package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// `struct sockaddr_in` and `sockaddr_in6`, one piece of memory each, used again and again.
final class SocketAddress {
  private static final int LENGTH_4 = 16;
  private static final int LENGTH_6 = 28;

  private final MemorySegment segment;
  private final MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);
  private final boolean six;

  SocketAddress(boolean six) {
    this.six = six;
    segment = Arena.ofAuto().allocate(six ? LENGTH_6 : LENGTH_4, 4);
  }

  MemorySegment to(InetAddress address) {
    byte[] bytes = address.getAddress();
    segment.fill((byte) 0);
    segment.set(JAVA_SHORT, 0, (short) (six ? Numbers.AF_INET6 : Numbers.AF_INET));
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, six ? 8 : 4, bytes.length);
    if (address instanceof Inet6Address scoped) {
      segment.set(JAVA_INT, 24, scoped.getScopeId());
    }
    return segment;
  }

  /// {@return memory for the kernel to write into}
  MemorySegment room() {
    length.set(JAVA_INT, 0, (int) segment.byteSize());
    return segment;
  }

  MemorySegment length() {
    return length;
  }

  /// {@return what the kernel wrote}
  InetAddress address() {
    byte[] bytes = new byte[six ? 16 : 4];
    MemorySegment.copy(segment, JAVA_BYTE, six ? 8 : 4, bytes, 0, bytes.length);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
