package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.engine.decision.Durable;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an earlier life left for this one: the state on the disk, and the holds that follow from
/// how that life ended.
final class Inheritance {
  private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);

  private final Disk disk;
  private final HeldOrder order;
  private final Chronicle chronicle;
  private final InstantSource clock;

  Inheritance(Disk disk, HeldOrder order, Chronicle chronicle, InstantSource clock) {
    this.disk = disk;
    this.order = order;
    this.chronicle = chronicle;
    this.clock = clock;
  }

  Durable take() {
    Durable found = disk.found();
    if (!disk.corruption().isEmpty()) {
      found = forgetful(found);
    }
    return ordered(found);
  }

  /// A node that lost its memory asks before it owns anything.
  private Durable forgetful(Durable found) {
    chronicle.record("state-lost", "", disk.corruption());
    ClusterView.Hold hold =
        new ClusterView.Hold(
            "its state file was corrupt; check the disk, then rejoin",
            "engine",
            clock.instant(),
            false);
    return new Durable(found.groups(), Optional.of(hold), found.maintenance(), found.pause());
  }

  /// A fence that ended the last life, because it didn't answer, left a hold.
  private Durable ordered(Durable found) {
    Optional<ClusterView.Hold> hold = order.read();
    if (hold.isEmpty()) {
      return found;
    }
    chronicle.record("held", "", "by %s: %s".formatted(hold.get().by(), hold.get().reason()));
    Durable held =
        new Durable(
            found.groups(), found.held().or(() -> hold), found.maintenance(), Optional.empty());
    disk.write(held, order::done, LOG::warn);
    return held;
  }
}
