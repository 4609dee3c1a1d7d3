package io.understudy.settings;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Takes .cfg files from File Install before its own installer does. A bad edit stops here, so that
/// nobody even notices it; what passes goes to File Install's installer.
@Component(
    service = {ArtifactListener.class, ArtifactInstaller.class},
    immediate = true,
    property = {"understudy.gate=true", "service.ranking:Integer=1000"})
public final class CfgGate implements ArtifactInstaller {
  /// Editors move the old file away before they write the new one.
  private static final Duration GONE_FOR_GOOD = Duration.ofMillis(300);

  private final SettingsGuard guard;
  private final ArtifactInstaller installer;

  @Activate
  public CfgGate(
      @Reference SettingsGuard guard,
      @Reference(target = "(!(understudy.gate=true))") ArtifactInstaller installer) {
    this.guard = guard;
    this.installer = installer;
  }

  @Override
  public boolean canHandle(File file) {
    return file.getName().endsWith(".cfg");
  }

  @Override
  public void install(File file) throws Exception {
    if (admits(file)) {
      installer.install(file);
      guard.admitted(Names.of(file));
    }
  }

  @Override
  public void update(File file) throws Exception {
    if (admits(file)) {
      installer.update(file);
      guard.admitted(Names.of(file));
    }
  }

  @Override
  public void uninstall(File file) throws Exception {
    Thread.sleep(GONE_FOR_GOOD);
    if (file.exists()) {
      update(file);
    } else {
      installer.uninstall(file);
    }
  }

  private boolean admits(File file) {
    Names names = Names.of(file);
    if (file.length() == 0 && guard.isInForce(names)) {
      guard.unreadable(
          names,
          "is empty",
          "write the settings; for defaults alone leave a comment in it, or delete it");
      return false;
    }
    try {
      Map<String, Object> settings = CfgFile.read(file);
      return guard.admits(names, settings);
    } catch (IOException unreadable) {
      guard.unreadable(
          names,
          "can't be read: " + unreadable.getMessage(),
          "write it in UTF-8, one KEY = VALUE on a line");
      return false;
    }
  }
}
