package io.understudy.api.kernel;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// ICMP and ICMPv6 echo (RFC 792, RFC 4443) on raw sockets.
public interface Echoes {
  /// Opens sockets for both families and hears every echo *reply* that arrives at this machine, on
  /// one thread of its own, until closed.
  ///
  /// @param link device by which requests leave; empty leaves it to the routing table
  Port open(String link, Listener listener) throws KernelException;

  interface Port extends AutoCloseable {
    /// Sends one echo request. Never blocks.
    ///
    /// @param source whose address it bears; the answer goes there. Null: an own one
    void request(
        InetAddress to,
        @Nullable InetAddress source,
        int identifier,
        int sequence,
        ByteBuffer payload)
        throws KernelException;

    @Override
    void close();
  }

  @FunctionalInterface
  interface Listener {
    /// @param receivedNanos [Ticker#nanos] when it was taken from the socket
    void reply(
        InetAddress from, int identifier, int sequence, ByteBuffer payload, long receivedNanos);
  }
}
