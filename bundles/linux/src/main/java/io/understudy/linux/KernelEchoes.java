package io.understudy.linux;

import io.understudy.api.kernel.Echoes;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Ticker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Echo requests and replies by raw sockets; raw(7), icmp(7).
@Component(immediate = true)
public final class KernelEchoes implements Echoes {
  private final Ticker ticker;

  @Activate
  public KernelEchoes(@Reference Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Port open(String link, Listener listener) throws KernelException {
    return new EchoPort(link, ticker, listener);
  }
}
