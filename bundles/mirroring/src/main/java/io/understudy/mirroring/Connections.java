package io.understudy.mirroring;

import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.mirroring.link.Accepter;
import io.understudy.mirroring.link.ClusterKey;
import io.understudy.mirroring.link.Dialer;
import io.understudy.mirroring.link.Link;
import io.understudy.mirroring.owner.Route;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Both directions of this node's connections, for one set of settings.
final class Connections implements Closeable {
  private final @Nullable Link link;
  private final @Nullable Accepter accepter;
  private final Optional<Route> route;
  private final Optional<Problem> unusable;

  /// @param handler takes what comes in
  Connections(MirroringSettings settings, NodeId self, Accepter.Handler handler) {
    Link made = null;
    Accepter accepts = null;
    Optional<Route> way = Optional.empty();
    Optional<Problem> problem = Optional.empty();
    try {
      made = new Link(self, ClusterKey.read(settings.key()));
      accepts = new Accepter(made, settings.listen(), handler);
      if (settings.peer().equals(self)) {
        problem =
            Optional.of(
                problem(
                    "peers names this node, %s".formatted(self),
                    "write the other node and its addresses"));
      } else {
        Dialer dialer =
            new Dialer(
                made, node -> node.equals(settings.peer()) ? settings.addresses() : List.of());
        way = Optional.of(new LinkRoute(self, settings.peer(), dialer));
      }
    } catch (ClusterKey.Unusable e) {
      problem = Optional.of(problem(String.valueOf(e.getMessage()), e.remedy()));
    }
    link = made;
    accepter = accepts;
    route = way;
    unusable = problem;
  }

  private static Problem problem(String what, String remedy) {
    return new Problem(
        Severity.ALARM, MirroringSettings.PID + ".cfg", "nothing is mirrored: " + what, remedy);
  }

  Optional<Route> route() {
    return route;
  }

  List<Problem> problems() {
    return accepter == null ? unusable.stream().toList() : both(accepter);
  }

  private List<Problem> both(Accepter accepts) {
    return Stream.concat(unusable.stream(), accepts.problems().stream()).toList();
  }

  @Override
  public void close() {
    if (accepter != null) {
      accepter.close();
    }
    if (link != null) {
      link.close();
    }
  }
}
