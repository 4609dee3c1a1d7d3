package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/// Installs the folders `system/01`, `system/02`, … of the distribution; each folder's number is
/// its bundles' start level.
final class SystemBundles {
  private SystemBundles() {}

  static void install(BundleContext context, Path system) throws IOException, BundleException {
    for (Path folder : list(system)) {
      int level = Integer.parseInt(folder.getFileName().toString());
      for (Path jar : list(folder)) {
        Bundle bundle = context.installBundle("reference:" + jar.toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        start(bundle);
      }
    }
  }

  /// Marks what File Install found as to be started. It does so itself only for what it finds once
  /// the framework has reached the bundles' start level; waiting until then lets a bundle in
  /// `deploy/` replace the one in `bundles/` before either has started.
  static void startAll(BundleContext context) throws BundleException {
    for (Bundle bundle : context.getBundles()) {
      if (!bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
        start(bundle);
      }
    }
  }

  private static void start(Bundle bundle) throws BundleException {
    boolean fragment =
        (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    if (!fragment) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
