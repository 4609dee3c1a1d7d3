package io.understudy.linux;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Packets;
import org.osgi.service.component.annotations.Component;

/// Raw Ethernet frames by packet(7).
@Component(immediate = true)
public final class KernelPackets implements Packets {
  @Override
  public Tap open(String link, Filter filter, Listener listener) throws KernelException {
    return new PacketTap(link, filter, listener);
  }
}
