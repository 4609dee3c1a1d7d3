package io.understudy.deploy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes jars from File Install in place of its own installer. A jar whose bundle is there already
/// replaces it in place, whatever its version; one in the node's `deploy/` goes before one in the
/// distribution's `bundles/`, and when it is deleted the distribution's comes back.
@Component(
    service = {ArtifactListener.class, ArtifactInstaller.class},
    immediate = true,
    property = "service.ranking:Integer=1000")
public final class BundleFolders implements ArtifactInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(BundleFolders.class);
  private static final int START_LEVEL = 10;
  private static final Duration REFRESH_LIMIT = Duration.ofSeconds(10);

  private final BundleContext context;
  private final Path deploy;

  /// Jars by bundle name.
  private final Map<File, String> names = new TreeMap<>();

  @Activate
  public BundleFolders(BundleContext context) {
    this.context = context;
    this.deploy = Path.of(context.getProperty("understudy.home"), "deploy");
  }

  @Override
  public boolean canHandle(File file) {
    return file.getName().endsWith(".jar");
  }

  @Override
  public void install(File file) throws IOException, BundleException, InterruptedException {
    update(file);
  }

  @Override
  public synchronized void update(File file)
      throws IOException, BundleException, InterruptedException {
    String name = nameOf(file);
    if (name.equals(context.getBundle().getSymbolicName())) {
      throw new IOException(
          "%s can't replace itself; replace the distribution's %s, then: understudy restart"
              .formatted(name, "system/03/" + name + ".jar"));
    }
    names.put(file, name);
    if (first(name).filter(file::equals).isPresent()) {
      take(name, file);
    }
  }

  @Override
  public synchronized void uninstall(File file)
      throws IOException, BundleException, InterruptedException {
    String name = names.remove(file);
    Optional<File> other = first(name);
    if (other.isPresent()) {
      take(name, other.get());
    } else {
      Optional<Bundle> bundle = installed(name);
      if (bundle.isPresent()) {
        LOG.info("{} is removed, because {} was deleted", name, file);
        bundle.get().uninstall();
        refresh(bundle.get());
      }
    }
  }

  private void take(String name, File file)
      throws IOException, BundleException, InterruptedException {
    Optional<Bundle> bundle = installed(name);
    try (InputStream content = Files.newInputStream(file.toPath())) {
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
    if (running) {
      LOG.info("{} is replaced by {}", bundle.getSymbolicName(), file);
      bundle.stop(Bundle.STOP_TRANSIENT);
    }
    try {
      bundle.update(content);
      refresh(bundle);
    } finally {
      if (running) {
        bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
      }
    }
  }

  /// {@return the jar that counts for a bundle}
  private Optional<File> first(String name) {
    List<File> all =
        names.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .map(Map.Entry::getKey)
            .toList();
    return all.stream().filter(this::deployed).findFirst().or(() -> all.stream().findFirst());
  }

  private boolean deployed(File file) {
    return file.toPath().toAbsolutePath().normalize().startsWith(deploy);
  }

  private Optional<Bundle> installed(String name) {
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

  static String nameOf(File file) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      Manifest manifest = jar.getManifest();
      String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name == null) {
        throw new IOException(file + " is no OSGi bundle; nothing is replaced");
      }
      return name.replaceFirst(";.*", "").strip();
    } catch (ZipException damaged) {
      throw new IOException(file + " is no jar; nothing is replaced: copy it again", damaged);
    }
  }
}
