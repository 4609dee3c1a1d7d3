package io.understudy.deploy;

import io.understudy.api.History;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes jars from File Install in place of its own installer. A jar whose bundle is there already
/// replaces it in place, whatever its version; one in the node's `deploy/` goes before one in the
/// distribution's `bundles/`, and when it is deleted the distribution's comes back. One from
/// `deploy/` is on probation: if it fails, the last good one comes back by itself, and stays until
/// there is another jar.
@Component(
    service = {ArtifactListener.class, ArtifactInstaller.class, Reporting.class},
    immediate = true,
    configurationPid = DeploySettings.PID,
    property = "service.ranking:Integer=1000")
@Designate(ocd = DeployConfig.class)
public final class BundleFolders implements ArtifactInstaller, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(BundleFolders.class);
  private static final Duration SETTINGS_LIMIT = Duration.ofSeconds(10);

  private final BundleContext context;
  private final Path home;
  private final Folders folders;
  private final Bundles bundles;
  private final Missing missing;
  private final GoodJars good;
  private final Probation probation;
  private final Report report;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable History history;

  /// The copies that are watched, by bundle name.
  private final Map<String, GoodJars.Copy> watched = new HashMap<>();

  private volatile DeploySettings settings;
  private volatile boolean configured;

  @Activate
  public BundleFolders(
      BundleContext context,
      Map<String, Object> properties,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.home = Path.of(context.getProperty("understudy.home"));
    this.folders = new Folders(home.resolve("deploy"));
    this.bundles = new Bundles(context);
    this.missing = new Missing(context);
    this.good = new GoodJars(home.resolve("data/bundles"));
    this.probation = new Probation(context, components);
    this.report = new Report(bundles, missing);
    this.settings = DeploySettings.of(properties);
    this.configured = given(properties);
  }

  @Modified
  void modified(Map<String, Object> properties) {
    settings = DeploySettings.of(properties);
    configured = given(properties);
  }

  private static boolean given(Map<String, Object> properties) {
    return properties.containsKey(Constants.SERVICE_PID);
  }

  @Deactivate
  void close() {
    probation.close();
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
  public void update(File file) throws IOException, BundleException, InterruptedException {
    try {
      if (folders.deployed(file)) {
        awaitSettings();
      }
      place(file);
      report.taken(file);
    } catch (IOException | BundleException wrong) {
      report.refused(file, wrong);
      throw wrong;
    }
  }

  /// A file that says who has to have signed is read before any jar is taken.
  private void awaitSettings() throws IOException, InterruptedException {
    Path file = home.resolve("config").resolve(DeploySettings.PID + ".cfg");
    long until = System.nanoTime() + SETTINGS_LIMIT.toNanos();
    while (!configured && Files.exists(file)) {
      if (System.nanoTime() > until) {
        throw new IOException(
            "%s isn't in force, and may ask for signatures: mend it, then copy the jar again"
                .formatted(file));
      }
      Thread.sleep(50);
    }
  }

  private synchronized void place(File file)
      throws IOException, BundleException, InterruptedException {
    String name = Folders.nameOf(file);
    if (name.equals(context.getBundle().getSymbolicName())) {
      throw new IOException(
          "%s can't replace itself; replace the distribution's %s, then: understudy restart"
              .formatted(name, "system/03/" + name + ".jar"));
    }
    if (folders.deployed(file)) {
      GoodJars.Copy copy = checked(name, file);
      folders.add(file, name);
      if (counts(file, name)) {
        deploy(name, file, copy);
      } else {
        good.drop(copy);
      }
    } else {
      folders.add(file, name);
      if (counts(file, name)) {
        bundles.take(name, file.toPath(), file);
      }
    }
    startWaiting();
  }

  private boolean counts(File file, String name) {
    return folders.first(name).filter(file::equals).isPresent();
  }

  @Override
  public synchronized void uninstall(File file)
      throws IOException, BundleException, InterruptedException {
    report.taken(file);
    Optional<String> removed = folders.remove(file);
    if (removed.isEmpty()) {
      return; // it was never taken
    }
    String name = removed.get();
    if (folders.deployed(file)) {
      forget(name);
      good.forget(name);
      tell();
    }
    Optional<File> other = folders.first(name);
    if (other.isPresent()) {
      bundles.take(name, other.get().toPath(), other.get());
    } else {
      bundles.remove(name, file);
    }
  }

  /// {@return a copy of a jar in deploy/, which nobody changes after it was checked}
  private GoodJars.Copy checked(String name, File file) throws IOException {
    GoodJars.Copy copy = good.copy(name, file.toPath());
    Optional<Path> signers = settings.signers();
    if (signers.isPresent()) {
      try {
        Signers.read(signers.get()).check(copy.file());
      } catch (Signers.Unsigned wrong) {
        good.drop(copy);
        throw new IOException(
            "it isn't taken: %s; sign it, or have its signer in %s"
                .formatted(wrong.getMessage(), signers.get()),
            wrong);
      }
    }
    return copy;
  }

  private void deploy(String name, File file, GoodJars.Copy copy)
      throws IOException, BundleException, InterruptedException {
    forget(name);
    if (good.isGood(name, copy)) {
      bundles.take(name, copy.file(), file);
      good.passed(name, copy);
      tell();
      return;
    }
    boolean failedBefore =
        good.refusal(name).filter(refusal -> refusal.hash().equals(copy.hash())).isPresent();
    Optional<Path> instead = failedBefore ? lastGood(name) : Optional.empty();
    if (instead.isPresent()) {
      good.drop(copy);
      bundles.take(name, instead.get(), file);
      tell();
      return;
    }
    Set<String> worked = bundles.installed(name).map(probation::working).orElse(Set.of());
    try {
      bundles.take(name, copy.file(), file);
    } catch (BundleException wrong) {
      Optional<String> lacking = report.lacks(name);
      if (lastGood(name).isPresent()) {
        putBack(name, file, copy, lacking.orElse(String.valueOf(wrong.getMessage())));
        return;
      }
      good.drop(copy);
      if (lacking.isEmpty()) {
        throw wrong;
      }
      LOG.warn("{} waits: {}", name, lacking.get());
      return;
    }
    watched.put(name, copy);
    if (settings.probation().isZero()) {
      judged(name, file, copy, Optional.empty());
    } else {
      probation.watch(
          bundles.installed(name).orElseThrow(),
          worked,
          settings.probation(),
          why -> judged(name, file, copy, why));
    }
  }

  /// What was on probation isn't any more.
  private void forget(String name) {
    probation.forget(name);
    GoodJars.Copy before = watched.remove(name);
    if (before != null) {
      good.drop(before);
    }
  }

  private synchronized void judged(
      String name, File file, GoodJars.Copy copy, Optional<String> failure) {
    if (!watched.remove(name, copy)) {
      return; // it is gone meanwhile, or there is another one
    }
    try {
      if (failure.isEmpty()) {
        good.passed(name, copy);
        tell();
      } else {
        putBack(name, file, copy, failure.get());
      }
    } catch (IOException | BundleException e) {
      LOG.error("{} can't be put back", name, e);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void putBack(String name, File file, GoodJars.Copy copy, String why)
      throws IOException, BundleException, InterruptedException {
    good.refuse(name, new GoodJars.Refusal(copy.hash(), why));
    good.drop(copy);
    Optional<Path> last = lastGood(name);
    if (last.isPresent()) {
      LOG.warn("{} is put back, because {} failed: {}", name, file, why);
      bundles.take(name, last.get(), file);
      History events = history;
      if (events != null) {
        events.record("put-back", "", "bundle %s is the former one again: %s".formatted(name, why));
      }
    } else {
      LOG.warn("{} fails, and there is no former one: {}", name, why);
    }
    tell();
  }

  /// {@return the last deployed one that passed, else the distribution's}
  private Optional<Path> lastGood(String name) {
    return good.of(name).or(() -> folders.distributed(name));
  }

  /// Starts what waited for what has just come.
  private void startWaiting() {
    if (!bundles.started()) {
      return; // the framework does it, when it gets there
    }
    missing
        .bundles()
        .filter(bundle -> folders.has(bundle.getSymbolicName()))
        .filter(bundle -> missing.of(bundle).isEmpty())
        .forEach(
            bundle -> {
              try {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
              } catch (BundleException e) {
                LOG.debug("{} doesn't start yet", bundle.getSymbolicName(), e);
              }
            });
  }

  private void tell() {
    report.failed(
        folders.deployed().stream()
            .flatMap(
                jar ->
                    good.refusal(jar.getValue()).stream()
                        .map(
                            refusal ->
                                Report.failed(
                                    jar.getKey(),
                                    jar.getValue(),
                                    refusal.why(),
                                    lastGood(jar.getValue()).isPresent())))
            .toList());
  }

  @Override
  public List<Problem> problems() {
    return report.problems();
  }

  @Component(property = SettingsCheck.PID + "=" + DeploySettings.PID)
  public static final class Check implements SettingsCheck {
    @Override
    public List<Objection> check(Map<String, Object> settings) {
      return Settings.objections(() -> DeploySettings.of(settings));
    }
  }
}
