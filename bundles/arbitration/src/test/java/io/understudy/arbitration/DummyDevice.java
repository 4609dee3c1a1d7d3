package io.understudy.arbitration;

import io.understudy.api.DeviceId;
import io.understudy.api.DeviceView;
import io.understudy.api.NodeId;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.kernel.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// One node's side of a device without a network: it answers within the call, as long as it is
/// switched on, and reflects to the nodes that were joined.
public final class DummyDevice implements ReferenceDevice {
  private final DeviceId id;
  private final int weight;
  private final Ticker ticker;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<NodeId, DummyDevice> others = new ConcurrentHashMap<>();
  private volatile boolean on = true;
  private volatile boolean reflecting = true;
  private volatile boolean reflected;

  public DummyDevice(DeviceId id, int weight, Ticker ticker) {
    this.id = id;
    this.weight = weight;
    this.ticker = ticker;
  }

  /// @param other the same device as `node` sees it
  public void join(NodeId node, DummyDevice other) {
    others.put(node, other);
  }

  /// @param on whether this node reaches it
  public void switchOn(boolean on) {
    this.on = on;
  }

  public void reflecting(boolean reflecting) {
    this.reflecting = reflecting;
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public void ping(long stamp) {
    if (on) {
      listeners.forEach(listener -> listener.answered(id, stamp));
    }
  }

  @Override
  public void reflect(NodeId to, ByteBuffer beat) {
    DummyDevice far = others.get(to);
    if (on && reflecting && far != null && far.on) {
      byte[] copy = new byte[beat.remaining()];
      beat.duplicate().get(copy);
      far.reflected = true;
      far.listeners.forEach(
          listener -> listener.reflected(id, ByteBuffer.wrap(copy), far.ticker.nanos()));
    }
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public DeviceView view() {
    return new DeviceView(id, "dummy", weight, on, on && reflected, Duration.ZERO, "");
  }
}
