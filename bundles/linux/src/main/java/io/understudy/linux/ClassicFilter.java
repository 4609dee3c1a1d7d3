package io.understudy.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Packets.Filter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Writes a classic BPF program for a packet socket: the kernel throws away what it refuses before
/// anybody is woken. On a LAN full of questions that is most of it.
final class ClassicFilter {
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int JUMP = 0x05;
  private static final int EQUAL = 0x15;
  private static final int RETURN = 0x06;

  private static final int ETHERTYPE = 12;
  private static final int ARP_SENDER = 28;
  private static final int NEXT_HEADER = 20;
  private static final int SOURCE_6 = 22;
  private static final int ICMP_TYPE = 54;
  private static final int ND_TARGET = 62;

  private static final int INSTRUCTION = 8;
  private static final int ALL_OF_IT = 0x40000;

  /// Code, jump if true, jump if false, operand.
  private final List<int[]> program = new ArrayList<>();

  private ClassicFilter() {}

  /// @param speakers take only what one of them says: ARP with it as sender, an advertisement of
  ///     it, a solicitation from it; empty: whoever speaks
  static ClassicFilter of(Filter filter, Set<InetAddress> speakers) {
    ClassicFilter made = new ClassicFilter();
    switch (filter) {
      case ARP -> made.speakers(speakers, 4, ARP_SENDER);
      case NEIGHBOUR_DISCOVERY -> made.discovery(speakers);
    }
    made.add(RETURN, 0, 0, 0);
    return made;
  }

  /// ICMPv6 of type 135 or 136 right behind the IPv6 header, as RFC 4861 wants it.
  private void discovery(Set<InetAddress> speakers) {
    add(LOAD_HALF, 0, 0, ETHERTYPE);
    unless(Numbers.ETH_P_IPV6);
    add(LOAD_BYTE, 0, 0, NEXT_HEADER);
    unless(58);
    ClassicFilter advertised = new ClassicFilter();
    advertised.speakers(speakers, 16, ND_TARGET);
    add(LOAD_BYTE, 0, 0, ICMP_TYPE);
    add(EQUAL, 1, 0, 136);
    add(JUMP, 0, 0, advertised.program.size() + 1);
    program.addAll(advertised.program);
    add(RETURN, 0, 0, 0);
    unless(135);
    speakers(speakers, 16, SOURCE_6);
  }

  /// Refuses unless the loaded value is this one.
  private void unless(int value) {
    add(EQUAL, 1, 0, value);
    add(RETURN, 0, 0, 0);
  }

  /// Takes the packet if one of the addresses of this length stands at the offset.
  private void speakers(Set<InetAddress> speakers, int length, int offset) {
    if (speakers.isEmpty()) {
      add(RETURN, 0, 0, ALL_OF_IT);
    }
    for (InetAddress speaker : speakers) {
      ByteBuffer words = ByteBuffer.wrap(speaker.getAddress());
      if (words.remaining() != length) {
        continue;
      }
      for (int at = 0; at < length; at += 4) {
        add(LOAD_WORD, 0, 0, offset + at);
        // Behind the words that are left, and the return.
        add(EQUAL, 0, (length - at) / 2 - 1, words.getInt());
      }
      add(RETURN, 0, 0, ALL_OF_IT);
    }
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.add(new int[] {code, ifTrue, ifFalse, operand});
  }

  void attach(Socket socket) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((long) INSTRUCTION * program.size(), 8);
      for (int i = 0; i < program.size(); i++) {
        int[] instruction = program.get(i);
        long at = (long) i * INSTRUCTION;
        code.set(JAVA_SHORT, at, (short) instruction[0]);
        code.set(JAVA_BYTE, at + 2, (byte) instruction[1]);
        code.set(JAVA_BYTE, at + 3, (byte) instruction[2]);
        code.set(JAVA_INT, at + 4, instruction[3]);
      }
      MemorySegment header = arena.allocate(16, 8);
      header.set(JAVA_SHORT, 0, (short) program.size());
      header.set(ADDRESS, 8, code);
      socket.option("a filter", Numbers.SOL_SOCKET, Numbers.SO_ATTACH_FILTER, header);
    }
  }
}
