package io.understudy.api.kernel;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Set;

/// Raw Ethernet frames on one device (packet(7)).
public interface Packets {
  /// Which frames a socket hears.
  enum Filter {
    /// ARP frames.
    ARP,
    /// IPv6 neighbour solicitations and advertisements.
    NEIGHBOUR_DISCOVERY
  }

  /// Hears frames of a device on a thread of its own, in both directions except those that this
  /// node sends, until closed.
  ///
  /// @param speakers hear only frames in which one of these speaks: it is the sender of ARP or of a
  ///     solicitation, or is advertised; empty: all frames
  Tap open(String link, Filter filter, Set<InetAddress> speakers, Listener listener)
      throws KernelException;

  interface Tap extends AutoCloseable {
    /// Sends one whole Ethernet frame, header included. Never blocks.
    void send(ByteBuffer frame) throws KernelException;

    @Override
    void close();
  }

  @FunctionalInterface
  interface Listener {
    void frame(ByteBuffer frame);
  }
}
