package io.understudy.mirroring;

import io.understudy.api.Cluster;
import io.understudy.api.GroupId;
import io.understudy.api.History;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.Term;
import io.understudy.api.files.Changes;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.GroupData;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.Mirrors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/// Mirroring as the service registry sees it. Everything else is in [Works].
@Component(
    immediate = true,
    service = {GroupData.class, Mirrors.class, Reporting.class},
    configurationPid = MirroringSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MirroringConfiguration.class)
public final class Mirroring implements GroupData, Mirrors, Reporting {
  private final Works works;

  @Activate
  public Mirroring(Map<String, Object> values, @Reference Trees trees, @Reference Changes changes) {
    works =
        new Works(
            MirroringSettings.of(values, Home.path()),
            Home.path(),
            trees,
            changes,
            InstantSource.system());
  }

  @Modified
  void modified(Map<String, Object> values) {
    works.change(MirroringSettings.of(values, Home.path()));
  }

  @Deactivate
  void close() {
    works.close();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCluster(Cluster cluster) {
    works.cluster(cluster);
  }

  void unbindCluster(Cluster cluster) {
    works.clusterGone(cluster);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindHistory(History history) {
    works.history(history);
  }

  void unbindHistory(History history) {
    works.historyGone(history);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindStrategy(MirrorStrategy strategy) {
    works.strategy(strategy);
  }

  void unbindStrategy(MirrorStrategy strategy) {
    works.strategyGone(strategy);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindRule(MirrorRule rule) {
    works.rule(rule);
  }

  void unbindRule(MirrorRule rule) {
    works.ruleGone(rule);
  }

  @Override
  public void approach(GroupId group, NodeId successor, Duration limit)
      throws InterruptedException {
    works.approach(group, successor, limit);
  }

  @Override
  public Outcome flush(GroupId group, NodeId successor, Duration limit)
      throws InterruptedException {
    return works.flush(group, successor, limit);
  }

  @Override
  public void own(GroupId group, Term term) {
    works.own(group, term);
  }

  @Override
  public Optional<String> objection(GroupId group) {
    return works.objection(group);
  }

  @Override
  public List<RuleView> rules() {
    return works.views();
  }

  @Override
  public Outcome mirrorNow(String rule) {
    return works.mirrorNow(rule);
  }

  @Override
  public List<Quarantined> quarantine() {
    return works.quarantine();
  }

  @Override
  public String compare(String id) {
    return works.compare(id);
  }

  @Override
  public Outcome accept(String rule, String by) {
    return works.accept(rule, by);
  }

  @Override
  public Outcome restore(String id, String by) {
    return works.restore(id, by);
  }

  @Override
  public Outcome discard(String id, String by) {
    return works.discard(id, by);
  }

  @Override
  public List<Problem> problems() {
    return works.problems();
  }
}
