package io.understudy.metrics;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.DeviceView;
import io.understudy.api.GroupId;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.PathId;
import io.understudy.api.PathView;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Node a owns `web`; a path is lossy, a fence failed its test.
final class DummyCluster implements Cluster {
  static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

  final List<ClusterEvent> history = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  long incarnation = 42;

  void happen(long number, long millis, String kind, String text) {
    history.add(
        new ClusterEvent(number, BEGAN.plusMillis(millis), new NodeId("a"), kind, "web", text));
  }

  @Override
  public ClusterView view() {
    return new ClusterView(
        new NodeId("a"),
        "0.1.0",
        incarnation,
        BEGAN,
        true,
        Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.BEST_EFFORT, "only one device"),
        new ClusterView.Timing(
            "default",
            Duration.ofMillis(25),
            Duration.ofMillis(220),
            Duration.ofMillis(120),
            Duration.ofMillis(257)),
        List.of(
            new ClusterView.PeerView(
                new NodeId("b"),
                true,
                false,
                Optional.of(Duration.ofMillis(12)),
                false,
                false,
                Duration.ZERO,
                Set.of(),
                Set.of())),
        List.of(
            new ClusterView.GroupView(
                new GroupId("web"),
                Role.OWNER,
                Optional.of(new NodeId("a")),
                new Term(7),
                Duration.ofMillis(198),
                "grant",
                List.of(InetAddress.ofLiteral("10.0.0.100")),
                Set.of(new DeviceId("router")),
                3,
                "owns it",
                List.of(new ClusterView.ServiceView("nginx", "running: pid 12", 2)))),
        List.of(
            new PathView(
                new PathId("lan"),
                new NodeId("b"),
                "10.0.0.1:7789",
                "10.0.0.2:7789",
                true,
                100,
                90,
                1,
                0.1,
                Duration.ofNanos(90_000),
                Duration.ofMillis(1),
                "")),
        List.of(
            new DeviceView(
                new DeviceId("router"), "10.0.0.254", 1, true, false, Duration.ZERO, "")),
        List.of(
            new ClusterView.FenceView("new", new NodeId("b"), 1, Optional.empty(), Instant.EPOCH),
            new ClusterView.FenceView(
                "strip", new NodeId("b"), 2, Optional.of(new Outcome.Failed("no way")), BEGAN)),
        List.copyOf(problems));
  }

  @Override
  public List<ClusterEvent> events(int limit) {
    return history.subList(Math.max(0, history.size() - limit), history.size());
  }

  @Override
  public AutoCloseable watch(Consumer<ClusterView> watcher) {
    return () -> {};
  }
}
