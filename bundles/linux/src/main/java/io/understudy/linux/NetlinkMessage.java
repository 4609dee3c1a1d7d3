package io.understudy.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A netlink message in the making (RFC 3549): header, fixed part, attributes.
final class NetlinkMessage {
  static final int HEADER = 16;
  static final int REQUEST = 1;
  static final int ACK = 4;
  static final int EXCLUSIVE = 0x200;
  static final int DUMP = 0x300;
  static final int CREATE = 0x400;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());

  /// @param flags besides `REQUEST`
  NetlinkMessage(int type, int flags) {
    bytes.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags)).putInt(0).putInt(0);
  }

  /// `struct ifinfomsg`
  NetlinkMessage link(int index, int flags, int change) {
    bytes.putInt(0).putInt(index).putInt(flags).putInt(change);
    return this;
  }

  /// `struct ifaddrmsg`
  NetlinkMessage address(int family, int prefix, int index) {
    bytes.put((byte) family).put((byte) prefix).put((byte) 0).put((byte) 0).putInt(index);
    return this;
  }

  /// `struct inet_diag_req_v2`, for sockets with any addresses and ports
  NetlinkMessage diagnosis(int family, int protocol, int states) {
    bytes.put((byte) family).put((byte) protocol).putShort((short) 0).putInt(states);
    bytes.put(new byte[48]);
    return this;
  }

  NetlinkMessage attribute(int type, byte... value) {
    bytes.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    return align();
  }

  NetlinkMessage attribute(int type, int value) {
    bytes.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  NetlinkMessage attribute(int type, String value) {
    return attribute(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
  }

  NetlinkMessage nest(int type, Consumer<NetlinkMessage> inside) {
    int start = bytes.position();
    bytes.putShort((short) 0).putShort((short) type);
    inside.accept(this);
    bytes.putShort(start, (short) (bytes.position() - start));
    return this;
  }

  /// {@return the finished message}
  ByteBuffer bytes(int sequence) {
    bytes.putInt(0, bytes.position()).putInt(8, sequence);
    return bytes.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  private NetlinkMessage align() {
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }
}
