package io.understudy.linux;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Packets;
import java.net.InetAddress;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/// Raw Ethernet frames by packet(7).
@Component(immediate = true)
public final class KernelPackets implements Packets {
  @Override
  public Tap open(String link, Filter filter, Set<InetAddress> speakers, Listener listener)
      throws KernelException {
    return new PacketTap(link, filter, speakers, listener);
  }
}
