package io.understudy.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A netlink message that the kernel sent.
///
/// @param body what follows the header, in the kernel's byte order
record NetlinkReply(int type, int flags, int sequence, ByteBuffer body) {
  static final int ERROR = 2;
  static final int DONE = 3;

  /// {@return the messages of one datagram}
  static List<NetlinkReply> parse(ByteBuffer datagram) {
    ByteBuffer rest = datagram.duplicate().order(ByteOrder.nativeOrder());
    List<NetlinkReply> messages = new ArrayList<>();
    while (rest.remaining() >= NetlinkMessage.HEADER) {
      int start = rest.position();
      int length = rest.getInt(start);
      if (length < NetlinkMessage.HEADER || length > rest.remaining()) {
        break;
      }
      messages.add(
          new NetlinkReply(
              rest.getShort(start + 4),
              rest.getShort(start + 6),
              rest.getInt(start + 8),
              slice(rest, start + NetlinkMessage.HEADER, length - NetlinkMessage.HEADER)));
      rest.position(Math.min(start + (length + 3 & ~3), rest.limit()));
    }
    return messages;
  }

  /// {@return attributes by type}
  ///
  /// @param fixed length of the fixed part before them
  Map<Integer, ByteBuffer> attributes(int fixed) {
    return fixed > body.limit() ? Map.of() : attributes(slice(body, fixed, body.limit() - fixed));
  }

  static Map<Integer, ByteBuffer> attributes(ByteBuffer from) {
    Map<Integer, ByteBuffer> attributes = new HashMap<>();
    int position = 0;
    while (position + 4 <= from.limit()) {
      int length = from.getShort(position) & 0xffff;
      if (length < 4 || position + length > from.limit()) {
        break;
      }
      // the two highest bits say "nested" and "network byte order"
      attributes.put(from.getShort(position + 2) & 0x3fff, slice(from, position + 4, length - 4));
      position += length + 3 & ~3;
    }
    return attributes;
  }

  static String text(ByteBuffer attribute) {
    int length = attribute.limit();
    while (length > 0 && attribute.get(length - 1) == 0) {
      length--;
    }
    byte[] bytes = new byte[length];
    attribute.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytes(ByteBuffer attribute) {
    byte[] bytes = new byte[attribute.limit()];
    attribute.get(0, bytes);
    return bytes;
  }

  /// {@return 0, or a negative error number; only for [#ERROR] and [#DONE]}
  int error() {
    return body.limit() >= 4 ? body.getInt(0) : 0;
  }

  /// {@return the kernel's own words about the error; may be empty}
  String words() {
    ByteBuffer words = attributes(4 + NetlinkMessage.HEADER).get(1);
    return words == null ? "" : text(words);
  }

  private static ByteBuffer slice(ByteBuffer from, int index, int length) {
    return from.slice(index, length).order(ByteOrder.nativeOrder());
  }
}
