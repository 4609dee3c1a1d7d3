package io.understudy.engine;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.Fence;
import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.History;
import io.understudy.api.NodeId;
import io.understudy.api.Noticeboard;
import io.understudy.api.Outcome;
import io.understudy.api.Pulse;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Rehearsal;
import io.understudy.api.Reporting;
import io.understudy.api.Safety;
import io.understudy.api.SafetyCalculator;
import io.understudy.api.ServiceHook;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.api.StoodDown;
import io.understudy.api.Takeover;
import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Ticker;
import io.understudy.api.mirror.GroupData;
import io.understudy.engine.simulation.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
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

/// The engine as the service registry sees it: binds the adapters, gives [Cluster],
/// [ClusterControl], [History], [Pulse], [SafetyCalculator], [Rehearsal] and [Noticeboard].
/// Everything else is in [Node].
@Component(
    immediate = true,
    service = {
      Cluster.class,
      ClusterControl.class,
      History.class,
      Pulse.class,
      SafetyCalculator.class,
      Rehearsal.class,
      Noticeboard.class
    },
    configurationPid = EngineSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EngineConfig.class)
public final class Engine
    implements Cluster, ClusterControl, History, Pulse, SafetyCalculator, Rehearsal, Noticeboard {
  private final Adapters adapters = new Adapters();
  private final Configurations configurations;
  private final Rehearsals rehearsals = new Rehearsals();
  private final Node node;
  private volatile Map<String, Object> settings;

  @Activate
  public Engine(
      BundleContext context, Map<String, Object> properties, @Reference ConfigurationAdmin admin)
      throws IOException {
    this.configurations = new Configurations(context, admin, adapters.shared());
    this.settings = Map.copyOf(properties);
    this.node = new Node(context, adapters, EngineSettings.of(properties));
  }

  @Activate
  void start() {
    node.start();
  }

  @Modified
  void modified(Map<String, Object> properties) {
    node.change(EngineSettings.of(properties));
    settings = Map.copyOf(properties);
  }

  @Deactivate
  void stop() {
    configurations.close();
    node.close();
  }

  @Override
  public ClusterView view() {
    return node.view();
  }

  @Override
  public List<ClusterEvent> events(int limit) {
    return node.events(limit);
  }

  @Override
  public void record(String kind, String group, String text) {
    node.record(kind, group, text);
  }

  @Override
  public AutoCloseable watch(Consumer<ClusterView> watcher) {
    return node.watch(watcher);
  }

  @Override
  public Outcome handover(GroupId group, NodeId to) {
    return node.order(run -> run.handover(group, to));
  }

  @Override
  public Outcome standby(String reason, String by) {
    return node.order(run -> run.standby(reason, by));
  }

  @Override
  public Outcome rejoin(boolean withoutPeer) {
    return node.order(run -> run.rejoin(withoutPeer));
  }

  @Override
  public StoodDown standDown(GroupId group, Term term, NodeId by) {
    return node.standDown(group, term, by);
  }

  @Override
  public Outcome fenced(NodeId victim, String by) {
    return node.order(run -> run.fenced(victim, by));
  }

  @Override
  public Outcome testFence(String name) {
    return adapters.fences().test(name);
  }

  @Override
  public boolean sound() {
    return node.sound();
  }

  @Override
  public Outcome maintenance(boolean on) {
    return node.order(run -> run.maintenance(on));
  }

  @Override
  public Outcome claimAlone(GroupId group) {
    return node.order(run -> run.claimAlone(group));
  }

  @Override
  public Safety safety(Map<String, String> changes) {
    return new Calculator(adapters)
        .safety(EngineSettings.proposed(settings, changes), view().guarantee());
  }

  @Override
  public Result play(Map<String, String> changes, Fault fault) throws InterruptedException {
    return rehearsals.play(stage(changes), fault);
  }

  @Override
  public Replay replay(Map<String, String> changes) throws InterruptedException {
    return rehearsals.replay(stage(changes), node.silences());
  }

  @Override
  public void post(Topic topic, byte[] notice) {
    adapters.notices().post(topic, notice);
  }

  @Override
  public Map<NodeId, byte[]> read(Topic topic) {
    return adapters.notices().read(topic);
  }

  @Override
  public AutoCloseable watch(Topic topic, Runnable changed) {
    return adapters.notices().watch(topic, changed);
  }

  private Stage stage(Map<String, String> changes) {
    return new Stage(
        EngineSettings.proposed(settings, changes),
        adapters.devices().size(),
        adapters.paths().size());
  }

  @Override
  public Outcome pause(String what) {
    return node.pauseToRestart(what);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindTicker(Ticker ticker) {
    adapters.ticker().set(ticker);
    adapters.changed();
  }

  void unbindTicker(Ticker ticker) {
    adapters.ticker().compareAndSet(ticker, null);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindLease(Lease lease) {
    adapters.lease().set(lease);
    adapters.changed();
    node.leaseAppeared();
  }

  void unbindLease(Lease lease) {
    adapters.lease().compareAndSet(lease, null);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindData(GroupData data) {
    adapters.dataAppeared(data);
    node.dataAppeared();
  }

  void unbindData(GroupData data) {
    adapters.dataVanished(data);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPath(HeartbeatPath path) {
    adapters.paths().put(path.id(), path);
    node.hear(path, path.listen(node.hearing()));
  }

  void unbindPath(HeartbeatPath path) {
    adapters.paths().remove(path.id(), path);
    node.unhear(path);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindDevice(ReferenceDevice device) {
    adapters.devices().put(device.id(), device);
    node.hear(device, device.listen(node.hearing()));
    node.devicesChanged();
  }

  void unbindDevice(ReferenceDevice device) {
    adapters.devices().remove(device.id(), device);
    node.unhear(device);
    node.devicesChanged();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindTakeover(Takeover takeover) {
    adapters.takeovers().put(takeover.group(), takeover);
    adapters.changed();
    node.hear(takeover, takeover.listen(node.hearing()));
    node.takeoverAppeared(takeover.group());
  }

  void unbindTakeover(Takeover takeover) {
    adapters.takeovers().remove(takeover.group(), takeover);
    node.unhear(takeover);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindHook(ServiceHook hook) {
    adapters.hooks().put(hook.name(), hook);
    adapters.changed();
  }

  void unbindHook(ServiceHook hook) {
    adapters.hooks().remove(hook.name(), hook);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindFence(Fence fence) {
    adapters.fences().add(fence);
  }

  void unbindFence(Fence fence) {
    adapters.fences().remove(fence);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindReporter(Reporting reporter) {
    adapters.reporters().add(reporter);
  }

  void unbindReporter(Reporting reporter) {
    adapters.reporters().remove(reporter);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "updatedGroup")
  void bindGroup(Group group) {
    adapters.groups().put(group.definition().name(), group);
    adapters.changed();
    node.groupsChanged();
  }

  void updatedGroup(Group group) {
    adapters.groups().values().removeIf(known -> known == group);
    bindGroup(group);
  }

  void unbindGroup(Group group) {
    adapters.groups().values().removeIf(known -> known == group);
    node.groupsChanged();
  }

  @Component(property = SettingsCheck.PID + "=" + EngineSettings.PID)
  public static final class Check implements SettingsCheck {
    @Override
    public List<Objection> check(Map<String, Object> settings) {
      return Settings.objections(() -> EngineSettings.of(settings));
    }
  }
}
