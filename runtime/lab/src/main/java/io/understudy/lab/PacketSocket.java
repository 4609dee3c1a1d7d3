package io.understudy.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// An AF_PACKET socket on one port: what the machine behind it sends, with the kernel's time; and a
/// way to send to it. See packet(7). One thread receives, one sends.
final class PacketSocket implements AutoCloseable {
  private static final int ETH_P_ALL = 0x0003;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  /// Longer than any frame of a LAN.
  private static final int LONGEST = 2048;
  private static final int CONTROL = 64;

  private final Arena arena = Arena.ofShared();
  private final int socket;
  private final MemorySegment frame = arena.allocate(LONGEST);
  private final MemorySegment control = arena.allocate(CONTROL, 8);
  private final MemorySegment message = arena.allocate(56, 8);
  private final MemorySegment receiveState = LinuxCalls.state(arena);
  private final MemorySegment sendState = LinuxCalls.state(arena);
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /// To be called inside the namespace of the port.
  PacketSocket(String port) {
    socket =
        LinuxCalls.socket(
            LinuxCalls.AF_PACKET, LinuxCalls.SOCK_RAW, Short.reverseBytes((short) ETH_P_ALL));
    LinuxCalls.setOption(
        socket, LinuxCalls.SOL_PACKET, PACKET_IGNORE_OUTGOING, LinuxCalls.intValue(arena, 1));
    option(SO_TIMESTAMPNS, LinuxCalls.intValue(arena, 1));
    option(SO_RCVBUFFORCE, LinuxCalls.intValue(arena, 16 << 20));
    MemorySegment patience = arena.allocate(16, 8);
    patience.set(JAVA_LONG, 8, 100_000);
    option(SO_RCVTIMEO, patience);

    MemorySegment address = arena.allocate(20, 4);
    address.set(JAVA_SHORT, 0, (short) LinuxCalls.AF_PACKET);
    address.set(JAVA_SHORT, 2, Short.reverseBytes((short) ETH_P_ALL));
    address.set(JAVA_INT, 4, LinuxCalls.interfaceIndex(port));
    LinuxCalls.bind(socket, address);

    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ADDRESS, 0, frame);
    vector.set(JAVA_LONG, 8, LONGEST);
    message.set(ADDRESS, 16, vector);
    message.set(JAVA_LONG, 24, 1);
    message.set(ADDRESS, 32, control);
  }

  private void option(int option, MemorySegment value) {
    LinuxCalls.setOption(socket, LinuxCalls.SOL_SOCKET, option, value);
  }

  @FunctionalInterface
  interface Sink {
    /// @param frame valid during the call only
    /// @param at the kernel's wall-clock time in ns
    void frame(Frame frame, long at);
  }

  /// Hands over one frame, or none if there was none within 100 ms.
  ///
  /// @return false once closed
  boolean receive(Sink sink) {
    use.readLock().lock();
    try {
      if (closed) {
        return false;
      }
      message.set(JAVA_LONG, 40, CONTROL);
      long length = LinuxCalls.receive(socket, message, receiveState);
      if (length >= 14) {
        long at = control.get(JAVA_LONG, 16) * 1_000_000_000L + control.get(JAVA_LONG, 24);
        sink.frame(new Frame(frame.asSlice(0, Math.min(length, LONGEST))), at);
      }
      return true;
    } finally {
      use.readLock().unlock();
    }
  }

  /// Sends to the machine behind the port; a frame that can't leave is lost.
  void send(byte[] bytes) {
    use.readLock().lock();
    try (Arena brief = Arena.ofConfined()) {
      if (!closed) {
        LinuxCalls.send(socket, brief.allocateFrom(JAVA_BYTE, bytes), sendState);
      }
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        LinuxCalls.close(socket);
        arena.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
