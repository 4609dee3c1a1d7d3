package io.understudy.heartbeat;

import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.api.PathView;
import io.understudy.api.kernel.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One end of a path without a network: a beat arrives within the call that sends it.
public final class DummyPath implements HeartbeatPath {
  private final PathId id;
  private final NodeId peer;
  private final Ticker ticker;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private volatile @Nullable DummyPath other;
  private volatile boolean cut;
  private volatile boolean refusing;

  public DummyPath(PathId id, NodeId peer, Ticker ticker) {
    this.id = id;
    this.peer = peer;
    this.ticker = ticker;
  }

  /// Joins two ends.
  public void join(DummyPath other) {
    this.other = other;
    other.other = this;
  }

  /// @param cut whether what this end sends is lost
  public void cut(boolean cut) {
    this.cut = cut;
  }

  /// @param refusing whether nobody listens here: each beat to this end is answered by a refusal
  public void refuse(boolean refusing) {
    this.refusing = refusing;
  }

  @Override
  public PathId id() {
    return id;
  }

  @Override
  public NodeId peer() {
    return peer;
  }

  @Override
  public void send(ByteBuffer beat) {
    sent.incrementAndGet();
    DummyPath far = other;
    if (far == null || cut) {
      return;
    }
    if (far.refusing) {
      listeners.forEach(listener -> listener.refused(id));
      return;
    }
    far.received.incrementAndGet();
    byte[] copy = new byte[beat.remaining()];
    beat.duplicate().get(copy);
    far.listeners.forEach(
        listener -> listener.beat(far.id, ByteBuffer.wrap(copy), far.ticker.nanos()));
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public PathView view() {
    return new PathView(
        id,
        peer,
        "dummy",
        "dummy",
        !cut,
        sent.get(),
        received.get(),
        0,
        cut ? 1 : 0,
        Duration.ZERO,
        Duration.ZERO,
        "");
  }
}
