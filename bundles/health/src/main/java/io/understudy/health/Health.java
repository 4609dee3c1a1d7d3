package io.understudy.health;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.mirror.Mirrors;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Function;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// Registers the checks. They are looked at by whoever has Felix's executor, or another one.
@Component(
    service = {},
    immediate = true)
public final class Health {
  private final List<ServiceRegistration<HealthCheck>> registered = new ArrayList<>();
  private volatile @Nullable Cluster cluster;
  private volatile @Nullable Mirrors mirrors;

  @Activate
  public Health(BundleContext context) {
    add(context, "contact", () -> of(Checks::contact));
    add(context, "ownership", () -> of(Checks::ownership));
    add(context, "fencing", () -> of(Checks::fencing));
    add(context, "problems", () -> of(Checks::problems));
    add(context, "mirror", this::mirror);
  }

  private void add(BundleContext context, String name, HealthCheck check) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(HealthCheck.NAME, "Understudy: " + name);
    properties.put(HealthCheck.TAGS, new String[] {"understudy", name});
    registered.add(context.registerService(HealthCheck.class, check, properties));
  }

  @Deactivate
  void end() {
    registered.forEach(ServiceRegistration::unregister);
  }

  private Result of(Function<ClusterView, Result> check) {
    Cluster engine = cluster;
    return engine == null ? Checks.withoutEngine() : check.apply(engine.view());
  }

  private Result mirror() {
    Mirrors present = mirrors;
    return Checks.mirror(present == null ? List.of() : present.rules());
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
  void bindMirrors(Mirrors service) {
    mirrors = service;
  }

  void unbindMirrors(Mirrors service) {
    if (mirrors == service) {
      mirrors = null;
    }
  }
}
