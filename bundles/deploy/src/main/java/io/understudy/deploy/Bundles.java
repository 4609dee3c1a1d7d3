package io.understudy.deploy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Installs, replaces and removes bundles by their symbolic names.
record Bundles(BundleContext context) {
  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);
  private static final int START_LEVEL = 10;
  private static final Duration REFRESH_LIMIT = Duration.ofSeconds(10);

  /// Makes the bundle be what the jar has.
  ///
  /// @param file what it comes from, for people
  void take(String name, Path jar, File file)
      throws IOException, BundleException, InterruptedException {
    Optional<Bundle> bundle = installed(name);
    try (InputStream content = Files.newInputStream(jar)) {
      if (bundle.isEmpty()) {
        Bundle added = context.installBundle(file.toURI().normalize().toString(), content);
        added.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
        added.start(Bundle.START_ACTIVATION_POLICY);
      } else {
        replace(bundle.get(), content, file);
      }
    }
  }

  /// Stops it once and starts it once: the engine prepares for each stop of some bundles.
  private void replace(Bundle bundle, InputStream content, File file)
      throws BundleException, InterruptedException {
    boolean running = bundle.getState() == Bundle.ACTIVE;
    boolean waiting = bundle.getState() == Bundle.INSTALLED; // it never resolved
    if (running) {
      LOG.info("{} is replaced by {}", bundle.getSymbolicName(), file);
      bundle.stop(Bundle.STOP_TRANSIENT);
    }
    try {
      bundle.update(content);
      refresh(bundle);
    } finally {
      if (running || waiting) {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      }
    }
  }

  /// {@return whether the framework has come to where bundles of the folders start}
  boolean started() {
    return context
            .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
            .adapt(FrameworkStartLevel.class)
            .getStartLevel()
        >= START_LEVEL;
  }

  void remove(String name, File file) throws BundleException, InterruptedException {
    Optional<Bundle> bundle = installed(name);
    if (bundle.isPresent()) {
      LOG.info("{} is removed, because {} was deleted", name, file);
      bundle.get().uninstall();
      refresh(bundle.get());
    }
  }

  Optional<Bundle> installed(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  /// Wires everybody who used the former one to the new one.
  private void refresh(Bundle bundle) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    context
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), event -> done.countDown());
    if (!done.await(REFRESH_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("{}: not refreshed within {}", bundle.getSymbolicName(), REFRESH_LIMIT);
    }
  }
}
