package io.understudy.fencing;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A cluster of one node that is held or not, as it is told.
final class DummyCluster implements Cluster {
  private final List<Consumer<ClusterView>> watchers = new CopyOnWriteArrayList<>();
  private volatile boolean held;

  void hold(boolean on) {
    held = on;
    watchers.forEach(watcher -> watcher.accept(view()));
  }

  @Override
  public ClusterView view() {
    return new ClusterView(
        new NodeId("a"),
        "0.1.0",
        1,
        Instant.EPOCH,
        true,
        held
            ? Optional.of(new ClusterView.Hold("fenced", "node b", Instant.EPOCH, true))
            : Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.BEST_EFFORT, "a dummy"),
        new ClusterView.Timing(
            "default", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public List<ClusterEvent> events(int limit) {
    return List.of();
  }

  @Override
  public AutoCloseable watch(Consumer<ClusterView> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }
}
