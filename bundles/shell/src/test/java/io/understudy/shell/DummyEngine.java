package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterControl;
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
import io.understudy.api.StoodDown;
import io.understudy.api.Term;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A cluster of two nodes that remembers what it was told and answers as it is told.
final class DummyEngine implements Cluster, ClusterControl {
  final List<String> orders = new CopyOnWriteArrayList<>();
  final List<ClusterEvent> history = new CopyOnWriteArrayList<>();
  volatile Outcome answer = Outcome.DONE;
  volatile Term known = new Term(7);

  static final Problem PROBLEM =
      new Problem(
          Problem.Severity.WARNING, "path lan", "no beat for 3 s", "look at the cable at node b");

  @Override
  public ClusterView view() {
    return new ClusterView(
        new NodeId("a"),
        "0.1.0",
        42,
        Instant.parse("2026-01-01T00:00:00Z"),
        true,
        Optional.of(
            new ClusterView.Hold("fenced", "b", Instant.parse("2026-01-01T00:00:00Z"), true)),
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
                List.of(new ClusterView.ServiceView("nginx", "running", 2)))),
        List.of(
            new PathView(
                new PathId("lan"),
                new NodeId("b"),
                "10.0.0.1:7789",
                "10.0.0.2:7789",
                false,
                100,
                90,
                0,
                0.1,
                Duration.ofNanos(90_000),
                Duration.ofMillis(1),
                "network is unreachable")),
        List.of(
            new DeviceView(
                new DeviceId("router"), "10.0.0.254", 1, true, true, Duration.ofMillis(1), "")),
        List.of(
            new ClusterView.FenceView("b", new NodeId("b"), 1, Optional.empty(), Instant.EPOCH),
            new ClusterView.FenceView(
                "strip",
                new NodeId("b"),
                2,
                Optional.of(new Outcome.Failed("no route to the strip")),
                Instant.parse("2026-01-01T00:00:00Z"))),
        List.of(PROBLEM));
  }

  @Override
  public List<ClusterEvent> events(int limit) {
    List<ClusterEvent> all = List.copyOf(history);
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  void happen(long number, String text) {
    history.add(
        new ClusterEvent(
            number,
            Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number),
            new NodeId("a"),
            "claimed",
            "web",
            text));
  }

  @Override
  public AutoCloseable watch(Consumer<ClusterView> watcher) {
    return () -> {};
  }

  @Override
  public Outcome handover(GroupId group, NodeId to) {
    return order("handover " + group + " " + to);
  }

  @Override
  public Outcome standby(String reason, String by) {
    return order("standby " + reason + " by " + by);
  }

  @Override
  public Outcome rejoin(boolean withoutPeer) {
    return order(withoutPeer ? "rejoin alone" : "rejoin");
  }

  @Override
  public StoodDown standDown(GroupId group, Term term, NodeId by) {
    return new StoodDown(
        order("stand down %s %s %s".formatted(group, term, by)), new NodeId("a"), 42, known);
  }

  @Override
  public Outcome fenced(NodeId node, String by) {
    return order("fenced " + node);
  }

  @Override
  public Outcome testFence(String name) {
    return order("test " + name);
  }

  @Override
  public Outcome maintenance(boolean on) {
    return order("maintenance " + on);
  }

  @Override
  public Outcome claimAlone(GroupId group) {
    return order("claim " + group);
  }

  @Override
  public Outcome pause(String what) {
    return order("pause");
  }

  private Outcome order(String order) {
    orders.add(order);
    return answer;
  }
}
