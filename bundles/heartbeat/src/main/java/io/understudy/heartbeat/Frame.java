package io.understudy.heartbeat;

import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What one datagram says inside the seal: the path's own header, then the beat.
///
/// Path and addressee are in it because everything in the seal is authenticated: a beat that was
/// caught on one path, or that this node sent itself, is no good on another.
///
/// @param path as the sender names it
/// @param to the node that the sender means
/// @param session random, new with each start of the sender's path
/// @param sequence counts datagrams of the session, from 1
/// @param stamp when it was sent, by the sender's clock, nanoseconds
/// @param echo what the sender heard last from the addressee
record Frame(
    PathId path, NodeId to, long session, long sequence, long stamp, Echo echo, ByteBuffer beat) {
  /// Version 1: kind, version, path and addressee with a length byte each, then the numbers.
  static final int VERSION = 1;

  private static final byte KIND = 'P';
  private static final int FIXED = 4 + 5 * Long.BYTES + Integer.BYTES;

  /// @param session of the echoed frame; 0 if nothing was heard
  /// @param stamp of the echoed frame
  /// @param holdMicros time between its arrival and this frame's stamp
  record Echo(long session, long stamp, int holdMicros) {
    static final Echo NONE = new Echo(0, 0, 0);
  }

  ByteBuffer encode() {
    byte[] name = path.name().getBytes(StandardCharsets.US_ASCII);
    byte[] addressee = to.name().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(FIXED + name.length + addressee.length + beat.remaining())
        .put(KIND)
        .put((byte) VERSION)
        .put((byte) name.length)
        .put(name)
        .put((byte) addressee.length)
        .put(addressee)
        .putLong(session)
        .putLong(sequence)
        .putLong(stamp)
        .putLong(echo.session)
        .putLong(echo.stamp)
        .putInt(echo.holdMicros)
        .put(beat.duplicate())
        .flip();
  }

  /// {@return the version of an opened frame; -1 if it is no frame of a path}
  static int version(ByteBuffer plain) {
    return plain.remaining() >= 2 && plain.get(plain.position()) == KIND
        ? plain.get(plain.position() + 1) & 0xff
        : -1;
  }

  /// @throws RuntimeException if it is none; only a faulty program with the right key can send that
  static Frame decode(ByteBuffer plain) {
    ByteBuffer from = plain.duplicate();
    from.position(from.position() + 2);
    PathId path = new PathId(name(from));
    NodeId to = new NodeId(name(from));
    long session = from.getLong();
    long sequence = from.getLong();
    long stamp = from.getLong();
    Echo echo = new Echo(from.getLong(), from.getLong(), from.getInt());
    return new Frame(path, to, session, sequence, stamp, echo, from.slice());
  }

  private static String name(ByteBuffer from) {
    byte[] bytes = new byte[from.get()];
    from.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
