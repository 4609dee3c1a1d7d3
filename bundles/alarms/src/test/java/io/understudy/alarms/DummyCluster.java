package io.understudy.alarms;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A node with the problems that it is given.
final class DummyCluster implements Cluster {
  static final Problem PATH =
      new Problem(Problem.Severity.WARNING, "path lan", "no beat for 3 s", "look at the cable");

  final List<Problem> problems = new CopyOnWriteArrayList<>();
  final List<ClusterEvent> history = new CopyOnWriteArrayList<>();

  void happen(String kind, String text) {
    history.add(
        new ClusterEvent(history.size() + 1L, Instant.now(), new NodeId("a"), kind, "web", text));
  }

  @Override
  public ClusterView view() {
    return new ClusterView(
        new NodeId("a"),
        "0.1.0",
        42,
        Instant.EPOCH,
        true,
        Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.BEST_EFFORT, "only one device"),
        new ClusterView.Timing(
            "default", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.copyOf(problems));
  }

  @Override
  public List<ClusterEvent> events(int limit) {
    return List.copyOf(history);
  }

  @Override
  public AutoCloseable watch(Consumer<ClusterView> watcher) {
    return () -> {};
  }
}
