package io.understudy.takeover;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Packets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears and speaks ARP and neighbour discovery on one device, as far as the addresses need it.
final class Ear implements AutoCloseable {
  private final Packets.@Nullable Tap arp;
  private final Packets.@Nullable Tap neighbours;

  Ear(Packets packets, String lan, Set<InetAddress> addresses, Consumer<Sighting> heard)
      throws KernelException {
    Packets.Listener listener =
        frame ->
            Sighting.in(frame)
                .filter(sighting -> addresses.contains(sighting.address()))
                .ifPresent(heard);
    boolean four = addresses.stream().anyMatch(Inet4Address.class::isInstance);
    boolean six = addresses.stream().anyMatch(address -> !(address instanceof Inet4Address));
    arp = four ? packets.open(lan, Packets.Filter.ARP, addresses, listener) : null;
    try {
      neighbours =
          six ? packets.open(lan, Packets.Filter.NEIGHBOUR_DISCOVERY, addresses, listener) : null;
    } catch (KernelException e) {
      if (arp != null) {
        arp.close();
      }
      throw e;
    }
  }

  void send(ByteBuffer frame) throws KernelException {
    Packets.Tap tap = frame.getShort(12) == Frames.ARP ? arp : neighbours;
    if (tap == null) {
      throw new IllegalStateException("no such address was announced beforehand");
    }
    tap.send(frame.duplicate());
  }

  @Override
  public void close() {
    if (arp != null) {
      arp.close();
    }
    if (neighbours != null) {
      neighbours.close();
    }
  }
}
