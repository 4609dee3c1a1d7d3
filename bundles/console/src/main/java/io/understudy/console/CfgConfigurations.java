package io.understudy.console;

import io.understudy.api.CfgFiles;
import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Has edits in Felix's web console land in the .cfg files, and refuses there what is refused in a
/// file. Settings of this project only: what others keep elsewhere stays there.
@Component
public final class CfgConfigurations implements ConfigurationHandler {
  private static final String OWN = "io.understudy.";

  private final CfgFiles files;

  @Activate
  public CfgConfigurations(@Reference CfgFiles files) {
    this.files = files;
  }

  @Override
  public void createConfiguration(String pid) {}

  @Override
  public void createFactoryConfiguration(String factoryPid, @Nullable String name) {}

  @Override
  public void deleteConfiguration(@Nullable String factoryPid, String pid) throws IOException {
    if (own(factoryPid, pid)) {
      files.delete(pid, factoryPid);
    }
  }

  /// What is to be created has no PID yet.
  private static boolean own(@Nullable String factoryPid, String pid) {
    return (factoryPid == null ? pid : factoryPid).startsWith(OWN);
  }

  /// The console gives a new configuration of several a name of its own: the file, called after the
  /// settings, makes another, so that this one is given up before anybody sees it.
  @Override
  public void updateConfiguration(
      @Nullable String factoryPid, String pid, Dictionary<String, Object> properties)
      throws ValidationException, IOException {
    if (!own(factoryPid, pid)) {
      return;
    }
    Map<String, Object> settings = new TreeMap<>();
    List<String> keys = Collections.list(properties.keys());
    keys.forEach(key -> settings.put(key, properties.get(key)));
    Map<String, Object> written;
    try {
      written = files.write(pid, factoryPid, settings);
    } catch (CfgFiles.Refused refused) {
      throw new ValidationException(refused.getMessage());
    }
    if (factoryPid != null && !pid.startsWith(factoryPid + "~")) {
      throw new ValidationException(
          "It is written to %s and will be here in a moment: reload this page"
              .formatted(written.get("felix.fileinstall.filename")));
    }
    keys.stream().filter(key -> !key.startsWith("service.")).forEach(properties::remove);
    written.forEach(properties::put);
  }
}
