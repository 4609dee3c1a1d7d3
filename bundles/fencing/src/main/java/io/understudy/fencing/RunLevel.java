package io.understudy.fencing;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings this machine into the standby run level when the node becomes held, and back when the
/// hold is lifted: isolates systemd targets. A node that starts held is brought there if it isn't.
@Component(
    service = Reporting.class,
    configurationPid = RunLevelSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = RunLevelConfiguration.class)
public final class RunLevel implements Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(RunLevel.class);

  private final RunLevelSettings settings;
  private final Systemctl systemctl;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("run level").factory());
  private Optional<Boolean> held = Optional.empty();
  private @Nullable Cluster cluster;
  private @Nullable AutoCloseable watch;
  private volatile boolean wanted;
  private volatile Optional<Problem> problem = Optional.empty();

  @Activate
  public RunLevel(Map<String, Object> values) {
    settings = RunLevelSettings.of(values);
    systemctl = new Systemctl(settings.systemctl(), settings.timeout());
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindCluster(Cluster service) throws Exception {
    unwatch();
    cluster = service;
    watch = service.watch(this::see);
    see(service.view());
  }

  synchronized void unbindCluster(Cluster service) throws Exception {
    if (cluster == service) {
      cluster = null;
      unwatch();
    }
  }

  private void unwatch() throws Exception {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  private synchronized void see(ClusterView view) {
    boolean now = view.held().isPresent();
    boolean first = held.isEmpty();
    if (first || held.get() != now) {
      held = Optional.of(now);
      wanted = now;
      if (now || !first) {
        order(now, first);
      }
    }
  }

  private void order(boolean standby, boolean first) {
    Optional<String> target = standby ? settings.standby() : settings.rejoin();
    try {
      target.ifPresent(name -> worker.execute(() -> change(name, standby, first)));
    } catch (RejectedExecutionException ending) {
      LOG.debug("no change of the run level: {}", ending.toString());
    }
  }

  private void change(String target, boolean standby, boolean first) {
    try {
      if (wanted != standby || first && systemctl.active(target)) {
        return;
      }
      LOG.info("the node is {}: isolating {}", standby ? "held" : "no longer held", target);
      problem = systemctl.isolate(target).map(why -> problem(target, why));
      problem.ifPresent(found -> LOG.warn("{}", found));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private static Problem problem(String target, String why) {
    return new Problem(
        Problem.Severity.WARNING,
        "run level",
        "systemctl isolate %s failed: %s".formatted(target, why),
        "correct io.understudy.fencing.runlevel.cfg, or isolate it by hand");
  }

  @Override
  public List<Problem> problems() {
    return problem.stream().toList();
  }

  /// Leaves the run level as it is.
  @Deactivate
  synchronized void close() throws Exception {
    unwatch();
    worker.shutdownNow();
  }
}
