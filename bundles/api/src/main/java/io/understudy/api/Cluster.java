package io.understudy.api;

import java.util.List;
import java.util.function.Consumer;

/// Reading the cluster.
public interface Cluster {
  ClusterView view();

  /// {@return the newest events, oldest first; at most `limit`}
  List<ClusterEvent> events(int limit);

  /// Calls the watcher at each change of owner, contact or problem, at most every 100 ms, until
  /// closed.
  AutoCloseable watch(Consumer<ClusterView> watcher);
}
