package io.understudy.settings;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;

/// What the installed bundles say of their settings (Metatype).
final class Designates implements SynchronousBundleListener {
  /// Felix's own bundles call everything required that has no default: they are not judged.
  private static final String FELIX = "org.apache.felix.";

  private final BundleContext context;
  private final MetaTypeService metatypes;

  /// Another one from each change of a bundle on. Nothing is searched under a lock: bundles that
  /// start wait for [#bundleChanged], and the search may wait for them.
  private volatile Map<String, Optional<Shape>> found = new ConcurrentHashMap<>();

  Designates(BundleContext context, MetaTypeService metatypes) {
    this.context = context;
    this.metatypes = metatypes;
    context.addBundleListener(this);
  }

  /// @param kind PID or factory PID
  Optional<Shape> find(String kind) {
    Map<String, Optional<Shape>> known = found;
    Optional<Shape> shape = known.get(kind);
    if (shape == null) {
      shape = search(kind);
      known.put(kind, shape);
    }
    return shape;
  }

  private Optional<Shape> search(String kind) {
    return kind.startsWith(FELIX)
        ? Optional.empty()
        : describing(kind).map(all -> new Shape(all.getObjectClassDefinition(kind, null)));
  }

  /// {@return what the bundle says whose settings these are}
  Optional<MetaTypeInformation> describing(String kind) {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.equals(context.getBundle())) {
        continue; // Forms repeats what others say
      }
      MetaTypeInformation all = metatypes.getMetaTypeInformation(bundle);
      if (all != null && (isFactory(all, kind) || Arrays.asList(all.getPids()).contains(kind))) {
        return Optional.of(all);
      }
    }
    return Optional.empty();
  }

  /// {@return whether there may be several configurations of this kind}
  static boolean isFactory(MetaTypeInformation all, String kind) {
    return Arrays.asList(all.getFactoryPids()).contains(kind);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    found = new ConcurrentHashMap<>();
  }

  void close() {
    context.removeBundleListener(this);
  }
}
