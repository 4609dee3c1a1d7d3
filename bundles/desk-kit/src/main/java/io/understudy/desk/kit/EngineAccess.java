package io.understudy.desk.kit;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Cluster;
import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.Problem;
import io.understudy.api.Rehearsal;
import io.understudy.api.Reporting;
import io.understudy.api.SafetyCalculator;
import io.understudy.api.mirror.Mirrors;
import java.time.Duration;
import java.util.Comparator;
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

/// The engine, the mirroring and who is told of problems, as they are just now: each may be
/// replaced at any moment, and come back.
@Component(service = EngineAccess.class)
public final class EngineAccess {
  /// How long a command waits for an engine that is being replaced.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(EngineAccess.class);

  private final List<Reporting> reporters = new CopyOnWriteArrayList<>();
  private final List<AlarmReceiver> receivers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Cluster cluster;
  private volatile @Nullable ClusterControl control;
  private volatile @Nullable Mirrors mirrors;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable SafetyCalculator calculator;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Rehearsal rehearsal;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ClusterChanges changes;

  @Activate
  public EngineAccess() {}

  /// {@return the engine's eyes; empty if there is none, even after a while}
  public Optional<Cluster> cluster() throws InterruptedException {
    return await(() -> cluster);
  }

  public Optional<ClusterControl> control() throws InterruptedException {
    return await(() -> control);
  }

  /// {@return the same without waiting}
  public Optional<Cluster> clusterNow() {
    return Optional.ofNullable(cluster);
  }

  public Optional<ClusterControl> controlNow() {
    return Optional.ofNullable(control);
  }

  public Optional<SafetyCalculator> calculatorNow() {
    return Optional.ofNullable(calculator);
  }

  public Optional<Rehearsal> rehearsalNow() {
    return Optional.ofNullable(rehearsal);
  }

  public Optional<ClusterChanges> changesNow() {
    return Optional.ofNullable(changes);
  }

  /// {@return the change of all nodes that waits to be kept}
  public Optional<ClusterChanges.View> changeNow() {
    return changesNow().flatMap(ClusterChanges::underWay);
  }

  public Optional<Mirrors> mirrorsNow() {
    return Optional.ofNullable(mirrors);
  }

  /// {@return the mirroring; empty if there is none, even after a while}
  public Optional<Mirrors> mirrors() throws InterruptedException {
    return await(() -> mirrors);
  }

  /// {@return the mirror rules; none while there is no mirroring}
  public List<Mirrors.RuleView> rulesNow() {
    Mirrors present = mirrors;
    try {
      return present == null ? List.of() : present.rules();
    } catch (RuntimeException vanishing) {
      LOG.debug("the mirroring vanished while it was asked", vanishing);
      return List.of();
    }
  }

  /// {@return who is told of problems, by name}
  public List<AlarmReceiver> receivers() {
    return receivers.stream().sorted(Comparator.comparing(AlarmReceiver::name)).toList();
  }

  /// {@return what the view and everybody else reports, the gravest first}
  public List<Problem> problems(Optional<ClusterView> view) {
    return Stream.concat(
            view.stream().flatMap(present -> present.problems().stream()),
            reporters.stream().flatMap(EngineAccess::ask))
        .distinct()
        .sorted(Comparator.comparing(Problem::severity).reversed())
        .toList();
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
  public void bindCluster(Cluster service) {
    cluster = service;
  }

  public void unbindCluster(Cluster service) {
    if (cluster == service) {
      cluster = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindControl(ClusterControl service) {
    control = service;
  }

  public void unbindControl(ClusterControl service) {
    if (control == service) {
      control = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindMirrors(Mirrors service) {
    mirrors = service;
  }

  public void unbindMirrors(Mirrors service) {
    if (mirrors == service) {
      mirrors = null;
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  public void bindReporting(Reporting service) {
    reporters.add(service);
  }

  public void unbindReporting(Reporting service) {
    reporters.remove(service);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  public void bindReceiver(AlarmReceiver service) {
    receivers.add(service);
  }

  public void unbindReceiver(AlarmReceiver service) {
    receivers.remove(service);
  }
}
