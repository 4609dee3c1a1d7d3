package io.understudy.arbitration;

import io.understudy.api.DeviceId;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What an echo request of Understudy carries inside the seal.
///
/// The device is named in it, so an answer that another device was made to give does not count.
sealed interface Echo {
  int VERSION = 1;

  /// @param session random, new with each start of the sender's device
  /// @param number counts echoes of the session, from 1
  /// @param device a hash of the device's name
  record Head(long session, long number, long device) {}

  Head head();

  /// @param stamp the engine's
  /// @param sent the sender's clock, nanoseconds
  record Ping(Head head, long stamp, long sent) implements Echo {}

  record Reflection(Head head, ByteBuffer beat) implements Echo {}

  private static ByteBuffer start(char kind, Head head, int more) {
    return ByteBuffer.allocate(2 + 3 * Long.BYTES + more)
        .put((byte) kind)
        .put((byte) VERSION)
        .putLong(head.session)
        .putLong(head.number)
        .putLong(head.device);
  }

  default ByteBuffer encode() {
    return switch (this) {
      case Ping ping ->
          start('E', ping.head, 2 * Long.BYTES).putLong(ping.stamp).putLong(ping.sent).flip();
      case Reflection reflection ->
          start('R', reflection.head, reflection.beat.remaining())
              .put(reflection.beat.duplicate())
              .flip();
    };
  }

  /// {@return empty if it is no echo, or one of a version that this program doesn't know}
  static Optional<Echo> decode(ByteBuffer plain) {
    ByteBuffer from = plain.duplicate();
    if (from.remaining() < 2 + 3 * Long.BYTES) {
      return Optional.empty();
    }
    byte kind = from.get();
    if (from.get() != VERSION) {
      return Optional.empty();
    }
    Head head = new Head(from.getLong(), from.getLong(), from.getLong());
    if (kind == 'E' && from.remaining() == 2 * Long.BYTES) {
      return Optional.of(new Ping(head, from.getLong(), from.getLong()));
    }
    return kind == 'R' ? Optional.of(new Reflection(head, from.slice())) : Optional.empty();
  }

  /// FNV-1a, 64 bits: short names, nobody to deceive inside the seal.
  static long hash(DeviceId device) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < device.name().length(); i++) {
      hash = (hash ^ device.name().charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
