package io.understudy.arbitration;

import io.understudy.api.kernel.Echoes;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Ticker;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A LAN on which devices answer within the call, to whatever source a request bears.
final class DummyLan {
  final Set<InetAddress> devices = ConcurrentHashMap.newKeySet();
  final List<Sent> sent = new CopyOnWriteArrayList<>();
  final Map<InetAddress, Echoes.Listener> nodes = new ConcurrentHashMap<>();
  private final Ticker ticker;
  volatile String fault = "";
  volatile int opened;

  record Sent(InetAddress to, InetAddress source, ByteBuffer payload) {}

  DummyLan(Ticker ticker) {
    this.ticker = ticker;
  }

  /// {@return what the node with these addresses has instead of a kernel}
  Echoes at(InetAddress... own) {
    return (_, listener) -> {
      check();
      opened++;
      for (InetAddress each : own) {
        nodes.put(each, listener);
      }
      return new Port(own[0]);
    };
  }

  /// Lets a node hear a reply, whoever sent it.
  void reply(InetAddress from, InetAddress to, ByteBuffer payload) {
    Echoes.Listener listener = nodes.get(to);
    if (listener != null) {
      listener.reply(from, 1, 1, payload.duplicate(), ticker.nanos());
    }
  }

  private void check() throws KernelException {
    if (!fault.isEmpty()) {
      throw new KernelException(fault, 19);
    }
  }

  private final class Port implements Echoes.Port {
    private final InetAddress own;

    Port(InetAddress own) {
      this.own = own;
    }

    @Override
    public void request(
        InetAddress to,
        @Nullable InetAddress source,
        int identifier,
        int sequence,
        ByteBuffer payload)
        throws KernelException {
      check();
      InetAddress bears = source == null ? own : source;
      sent.add(new Sent(to, bears, payload));
      if (devices.contains(to)) {
        reply(to, bears, payload);
      }
    }

    @Override
    public void close() {
      nodes.values().removeIf(listener -> nodes.get(own) == listener);
    }
  }
}
