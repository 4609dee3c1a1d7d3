package io.understudy.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A classic BPF program: the kernel throws away what it refuses before anybody is woken.
enum ClassicFilter {
  /// ICMPv6 of type 135 or 136 right behind the IPv6 header, as RFC 4861 wants it.
  NEIGHBOUR_DISCOVERY(
      new int[][] {
        {0x28, 0, 0, 12}, // load the EtherType
        {0x15, 0, 6, 0x86dd},
        {0x30, 0, 0, 20}, // load the next header
        {0x15, 0, 4, 58},
        {0x30, 0, 0, 54}, // load the ICMPv6 type
        {0x15, 1, 0, 135},
        {0x15, 0, 1, 136},
        {0x06, 0, 0, 0x40000}, // take all of it
        {0x06, 0, 0, 0},
      });

  private static final int INSTRUCTION = 8;

  private final int[][] program;

  /// @param program code, jump if true, jump if false, operand
  ClassicFilter(int[][] program) {
    this.program = program;
  }

  void attach(Socket socket) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((long) INSTRUCTION * program.length, 8);
      for (int i = 0; i < program.length; i++) {
        long at = (long) i * INSTRUCTION;
        code.set(JAVA_SHORT, at, (short) program[i][0]);
        code.set(JAVA_BYTE, at + 2, (byte) program[i][1]);
        code.set(JAVA_BYTE, at + 3, (byte) program[i][2]);
        code.set(JAVA_INT, at + 4, program[i][3]);
      }
      MemorySegment header = arena.allocate(16, 8);
      header.set(JAVA_SHORT, 0, (short) program.length);
      header.set(ADDRESS, 8, code);
      socket.option("a filter", Numbers.SOL_SOCKET, Numbers.SO_ATTACH_FILTER, header);
    }
  }
}
