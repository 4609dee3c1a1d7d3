package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A socket to a part of netlink(7). The kernel carries a request out before the call that sends it
/// returns, so an answer is always there already.
final class NetlinkSocket implements AutoCloseable {
  static final int ROUTE = 0;
  static final int SOCK_DIAG = 4;

  private static final int CAP_ACK = 10;
  private static final int BUFFER = 65536;

  private final Socket socket;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 8);
  private int sequence;

  /// @param family which part of the kernel
  /// @param groups the multicast groups to hear; 0 for requests
  NetlinkSocket(int family, int groups) throws KernelException {
    socket = new Socket("a netlink socket", Numbers.AF_NETLINK, Numbers.SOCK_RAW, family);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(12, 4);
      address.set(JAVA_SHORT, 0, (short) Numbers.AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      socket.bind(address);
    }
    socket.option("extended errors", Numbers.SOL_NETLINK, Numbers.NETLINK_EXT_ACK, 1);
    socket.option("short errors", Numbers.SOL_NETLINK, CAP_ACK, 1);
    if (groups != 0) {
      socket.option("buffer", Numbers.SOL_SOCKET, Numbers.SO_RCVBUF, 1 << 20);
    }
  }

  Socket socket() {
    return socket;
  }

  /// Carries out a request.
  ///
  /// @param action names it in errors
  /// @return the answers, without the acknowledgement
  synchronized List<NetlinkReply> request(String action, NetlinkMessage message)
      throws KernelException {
    ByteBuffer bytes = message.bytes(++sequence);
    int sent = socket.send(MemorySegment.ofBuffer(bytes), bytes.limit(), MemorySegment.NULL);
    if (sent < 0) {
      throw Libc.failure(action, sent);
    }
    List<NetlinkReply> answers = new ArrayList<>();
    while (true) {
      int received = socket.receive(buffer);
      if (received < 0) {
        throw Libc.failure(action + ": no answer", received);
      }
      for (NetlinkReply reply : NetlinkReply.parse(copy(received))) {
        if (reply.sequence() != sequence) {
          continue;
        }
        switch (reply.type()) {
          case NetlinkReply.DONE -> {
            return answers;
          }
          case NetlinkReply.ERROR -> {
            if (reply.error() != 0) {
              String words = reply.words();
              throw Libc.failure(words.isEmpty() ? action : action + ": " + words, reply.error());
            }
            return answers;
          }
          default -> answers.add(reply);
        }
      }
    }
  }

  /// {@return the messages of one datagram; none if there is none}
  List<NetlinkReply> heard() throws KernelException {
    int received = socket.receive(buffer);
    if (received == -Numbers.EAGAIN) {
      return List.of();
    }
    if (received < 0) {
      throw Libc.failure("hearing of devices", received);
    }
    return NetlinkReply.parse(copy(received));
  }

  private ByteBuffer copy(int length) {
    return ByteBuffer.wrap(buffer.asSlice(0, length).toArray(JAVA_BYTE));
  }

  @Override
  public void close() {
    socket.close();
  }
}
