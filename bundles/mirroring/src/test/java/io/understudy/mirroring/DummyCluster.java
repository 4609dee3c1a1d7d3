package io.understudy.mirroring;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.GroupView;
import io.understudy.api.ClusterView.PeerView;
import io.understudy.api.ClusterView.Timing;
import io.understudy.api.GroupId;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// An engine that says what it is told to.
final class DummyCluster implements Cluster {
  private static final GroupId WEB = new GroupId("web");

  private final NodeId self;
  private final NodeId peer;
  private final List<Consumer<ClusterView>> watchers = new CopyOnWriteArrayList<>();
  private volatile Optional<NodeId> owner = Optional.empty();
  private volatile Term term = Term.NONE;
  private volatile boolean contact = true;

  DummyCluster(String self, String peer) {
    this.self = new NodeId(self);
    this.peer = new NodeId(peer);
  }

  void owner(String node, long number) {
    owner = Optional.of(new NodeId(node));
    term = new Term(number);
    changed();
  }

  void contact(boolean now) {
    contact = now;
    changed();
  }

  private void changed() {
    watchers.forEach(one -> one.accept(view()));
  }

  @Override
  public ClusterView view() {
    boolean owns = owner.equals(Optional.of(self));
    return new ClusterView(
        self,
        "test",
        1,
        Instant.EPOCH,
        true,
        Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.BEST_EFFORT, ""),
        new Timing("test", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        List.of(
            new PeerView(
                peer,
                contact,
                false,
                Optional.empty(),
                false,
                false,
                Duration.ZERO,
                Set.of(),
                Set.of())),
        List.of(
            new GroupView(
                WEB,
                owns ? Role.OWNER : Role.STANDBY,
                owner,
                term,
                Duration.ZERO,
                "",
                List.of(),
                Set.of(),
                0,
                "",
                List.of())),
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
