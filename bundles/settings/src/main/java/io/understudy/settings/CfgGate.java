package io.understudy.settings;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Carries .cfg files from File Install to Config Admin, in place of File Install's own installer,
/// which ranks lower. A bad edit stops here, so that no component even notices it.
@Component(
    service = {ArtifactListener.class, ArtifactInstaller.class, CfgGate.class},
    immediate = true,
    property = "service.ranking:Integer=1000")
public final class CfgGate implements ArtifactInstaller {
  /// File Install's own key, by which an editor of configurations finds the file.
  static final String FILE = "felix.fileinstall.filename";

  /// Editors move the old file away before they write the new one.
  private static final Duration GONE_FOR_GOOD = Duration.ofMillis(300);

  private final SettingsGuard guard;
  private final ConfigurationAdmin admin;

  @Activate
  public CfgGate(@Reference SettingsGuard guard, @Reference ConfigurationAdmin admin) {
    this.guard = guard;
    this.admin = admin;
  }

  @Override
  public boolean canHandle(File file) {
    return file.getName().endsWith(".cfg");
  }

  @Override
  public void install(File file) throws IOException {
    update(file);
  }

  @Override
  public void update(File file) throws IOException {
    Names names = Names.of(file);
    if (file.length() == 0 && guard.isInForce(names)) {
      guard.unreadable(
          names,
          "is empty",
          "write the settings; for defaults alone leave a comment in it, or delete it");
      return;
    }
    try {
      Map<String, Object> settings = guard.plain(names, CfgFile.read(file));
      if (guard.admits(names, settings)) {
        Hashtable<String, Object> properties = new Hashtable<>(settings);
        properties.put(FILE, file.getAbsoluteFile().toURI().toString());
        configuration(names).updateIfDifferent(properties);
        guard.admitted(names);
      }
    } catch (IOException unreadable) {
      guard.unreadable(
          names,
          "can't be read: " + unreadable.getMessage(),
          "write it in UTF-8, one KEY = VALUE on a line");
    }
  }

  @Override
  public void uninstall(File file) throws IOException, InterruptedException {
    Thread.sleep(GONE_FOR_GOOD);
    if (file.exists()) {
      update(file);
    } else {
      configuration(Names.of(file)).delete();
    }
  }

  private Configuration configuration(Names names) throws IOException {
    String factory = names.factoryPid();
    return factory == null
        ? admin.getConfiguration(names.pid(), "?")
        : admin.getFactoryConfiguration(factory, names.pid().substring(factory.length() + 1), "?");
  }
}
