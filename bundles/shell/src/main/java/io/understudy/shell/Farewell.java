package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Role;
import io.understudy.desk.kit.EngineAccess;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands over what this node owns before it stops for good. The launcher runs it while everything
/// still works.
@Component(service = Runnable.class, property = "understudy.farewell=true")
public final class Farewell implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

  private final EngineAccess engine;

  @Activate
  public Farewell(@Reference EngineAccess engine) {
    this.engine = engine;
  }

  @Override
  public void run() {
    try {
      Optional<ClusterControl> control = engine.controlNow();
      Optional<ClusterView> view = engine.clusterNow().map(Cluster::view);
      if (control.isPresent() && view.isPresent()) {
        Optional<NodeId> heir = heir(view.get());
        heir.ifPresent(to -> handOver(view.get(), control.get(), to));
      }
    } catch (RuntimeException failed) {
      LOG.warn("nothing could be handed over before stopping: {}", failed.toString());
    }
  }

  private static void handOver(ClusterView view, ClusterControl control, NodeId to) {
    for (ClusterView.GroupView group : view.groups()) {
      if (group.role() == Role.OWNER) {
        switch (control.handover(group.group(), to)) {
          case Outcome.Done _ -> LOG.info("stopping: {} handed over to {}", group.group(), to);
          case Outcome.Failed(String reason) ->
              LOG.warn("stopping: {} not handed over: {}", group.group(), reason);
          case Outcome.Unknown(String reason) ->
              LOG.warn("stopping: {} perhaps not handed over: {}", group.group(), reason);
        }
      }
    }
  }

  private static Optional<NodeId> heir(ClusterView view) {
    return view.peers().stream()
        .filter(peer -> peer.contact() && !peer.held())
        .map(ClusterView.PeerView::node)
        .sorted()
        .findFirst();
  }
}
