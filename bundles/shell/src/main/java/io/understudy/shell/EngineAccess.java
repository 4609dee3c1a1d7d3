package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterControl;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.mirror.Mirrors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine, and the mirroring, as they are just now: each may be replaced at any moment, and
/// come back.
@Component(service = EngineAccess.class)
public final class EngineAccess {
  /// How long a command waits for an engine that is being replaced.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(EngineAccess.class);

  private final List<Reporting> reporters = new CopyOnWriteArrayList<>();
  private volatile @Nullable Cluster cluster;
  private volatile @Nullable ClusterControl control;
  private volatile @Nullable Mirrors mirrors;

  @Activate
  public EngineAccess() {}

  /// {@return the engine's eyes; empty if there is none, even after a while}
  Optional<Cluster> cluster() throws InterruptedException {
    return await(() -> cluster);
  }

  Optional<ClusterControl> control() throws InterruptedException {
    return await(() -> control);
  }

  /// {@return the same without waiting}
  Optional<Cluster> clusterNow() {
    return Optional.ofNullable(cluster);
  }

  Optional<ClusterControl> controlNow() {
    return Optional.ofNullable(control);
  }

  /// {@return the mirroring; empty if there is none, even after a while}
  Optional<Mirrors> mirrors() throws InterruptedException {
    return await(() -> mirrors);
  }

  /// {@return the mirror rules; none while there is no mirroring}
  List<Mirrors.RuleView> rulesNow() {
    Mirrors present = mirrors;
    try {
      return present == null ? List.of() : present.rules();
    } catch (RuntimeException vanishing) {
      LOG.debug("the mirroring vanished while it was asked", vanishing);
      return List.of();
    }
  }

  /// {@return everything that anybody reports}
  List<Problem> problems() {
    return reporters.stream().flatMap(EngineAccess::ask).toList();
  }

  private static Stream<Problem> ask(Reporting reporter) {
    try {
      return reporter.problems().stream();
    } catch (RuntimeException vanishing) {
      return Stream.empty();
    }
  }

  private static <T> Optional<T> await(Supplier<@Nullable T> service) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    T found = service.get();
    while (found == null && System.nanoTime() < end) {
      Thread.sleep(20);
      found = service.get();
    }
    return Optional.ofNullable(found);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCluster(Cluster service) {
    cluster = service;
  }

  void unbindCluster(Cluster service) {
    if (cluster == service) {
      cluster = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindControl(ClusterControl service) {
    control = service;
  }

  void unbindControl(ClusterControl service) {
    if (control == service) {
      control = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMirrors(Mirrors service) {
    mirrors = service;
  }

  void unbindMirrors(Mirrors service) {
    if (mirrors == service) {
      mirrors = null;
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindReporting(Reporting service) {
    reporters.add(service);
  }

  void unbindReporting(Reporting service) {
    reporters.remove(service);
  }
}
