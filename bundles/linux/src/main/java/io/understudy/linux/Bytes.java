package io.understudy.linux;

import java.nio.ByteOrder;

/// Byte order.
final class Bytes {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Bytes() {}

  /// {@return 16 bits that lie in memory as the network wants them}
  static short networkOrder(int value) {
    return LITTLE ? Short.reverseBytes((short) value) : (short) value;
  }
}
