package io.understudy.metrics;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.mirror.Mirrors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One rule that is three seconds behind.
final class DummyMirrors implements Mirrors {
  @Override
  public List<RuleView> rules() {
    return List.of(
        new RuleView(
            "mail",
            new GroupId("web"),
            Path.of("/srv/mail"),
            "1s",
            "stream",
            Direction.SENDS,
            List.of(
                new CopyView(
                    new NodeId("b"),
                    "behind",
                    4,
                    Optional.of(DummyCluster.BEGAN.minusSeconds(3)),
                    List.of("inbox"),
                    Optional.empty(),
                    12,
                    3000,
                    5000,
                    Duration.ofMillis(1500),
                    Optional.of(DummyCluster.BEGAN))),
            Optional.empty()));
  }

  @Override
  public Outcome mirrorNow(String rule) {
    return Outcome.DONE;
  }

  @Override
  public List<Quarantined> quarantine() {
    return List.of();
  }

  @Override
  public String compare(String id) {
    return "";
  }

  @Override
  public Outcome accept(String rule, String by) {
    return Outcome.DONE;
  }

  @Override
  public Outcome restore(String id, String by) {
    return Outcome.DONE;
  }

  @Override
  public Outcome discard(String id, String by) {
    return Outcome.DONE;
  }
}
