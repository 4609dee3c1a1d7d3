package io.understudy.linux;

import io.understudy.api.kernel.Lease.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// The frames by which the lease is worked: sent to `lo`, understood by the rules on its way out
/// ([LeaseRules]), never seen by anybody. Layout, in bytes from the network header:
///
/// | from | what |
/// | --- | --- |
/// | 0 | secret of the process, 16 bytes |
/// | 16 | nonce of the ticket, 8 bytes |
/// | 24 | operation |
/// | 28 | IPv4 address |
/// | 32 | IPv6 address |
final class LeaseFrame {
  /// IEEE 802: local experimental EtherType 1.
  static final int ETHERTYPE = 0x88b5;

  static final int LENGTH = 48;
  static final int SECRET = 16;

  /// No rule obeys this one.
  static final int NOTHING = 0;

  static final int ARM = 1;
  static final int DROP_4 = 2;
  static final int DROP_6 = 3;
  static final int IS_MUTED_4 = 4;
  static final int IS_MUTED_6 = 5;
  private static final int RENEW = 16;

  private LeaseFrame() {}

  static int renew4(Kind kind) {
    return RENEW + 2 * kind.ordinal();
  }

  static int renew6(Kind kind) {
    return RENEW + 2 * kind.ordinal() + 1;
  }

  /// @param frame big-endian, as buffers are
  static void write(ByteBuffer frame, byte[] secret, long nonce, int operation) {
    frame.put(0, secret).putLong(16, nonce).put(24, (byte) operation);
  }

  static void write(ByteBuffer frame, byte[] secret, long nonce, int operation, byte[] address) {
    write(frame, secret, nonce, operation);
    frame.put(address.length == 4 ? 28 : 32, address);
  }

  static boolean six(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
