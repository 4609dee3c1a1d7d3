package io.understudy.launcher;

import java.util.HashMap;
import java.util.Map;

/// What the framework and the ready-made bundles are told.
final class FrameworkSettings {
  /// The folders `system/01` to `system/05` start at these levels; File Install is in the last.
  static final int SYSTEM_LEVEL = 5;

  /// Everything in `bundles/` and `deploy/` starts at this level.
  static final int BUNDLE_LEVEL = 10;

  /// The web server and the web console, `system/12`, start last: a node owns before it shows.
  static final int WEB_LEVEL = 12;

  private FrameworkSettings() {}

  static Map<String, String> of(Home home) {
    String data = home.data().toString();
    Map<String, String> settings = new HashMap<>();
    settings.put("org.osgi.framework.storage", data + "/cache");
    settings.put("org.osgi.framework.storage.clean", "onFirstInit");
    settings.put("org.osgi.framework.startlevel.beginning", Integer.toString(SYSTEM_LEVEL));
    settings.put("felix.log.level", "0");
    settings.put("felix.cm.dir", data + "/cm");
    settings.put("ds.loglevel", "warn");

    settings.put(
        "felix.fileinstall.dir",
        "%s,%s,%s".formatted(home.config(), home.distribution().resolve("bundles"), home.deploy()));
    settings.put("felix.fileinstall.tmpdir", data + "/tmp");
    settings.put("felix.fileinstall.filter", "[^.#].*\\.(cfg|jar)");
    settings.put("felix.fileinstall.subdir.mode", "skip");
    // A file counts as changed once two looks in a row found it the same: an editor that
    // truncates and writes is not seen half-way.
    settings.put("felix.fileinstall.disableNio2", "true");
    settings.put("felix.fileinstall.poll", "1000");
    settings.put("felix.fileinstall.noInitialDelay", "true");
    settings.put("felix.fileinstall.configEncoding", "UTF-8");
    settings.put("felix.fileinstall.enableConfigSave", "false");
    settings.put("felix.fileinstall.start.level", Integer.toString(BUNDLE_LEVEL));
    settings.put("felix.fileinstall.log.level", "2");

    // Nothing listens until it is configured, and nobody logs in with the console's own password.
    settings.put("org.apache.felix.http.require.config", "true");
    settings.put("felix.webconsole.security.providers", "understudy");

    settings.put(
        "org.ops4j.pax.logging.StaticLogbackFile",
        home.distribution().resolve("lib/logback.xml").toString());
    settings.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
    settings.put("org.ops4j.pax.logging.service.frameworkEventsLogLevel", "WARN");
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (settings.containsKey(key.toString())) {
                settings.put(key.toString(), value.toString());
              }
            });
    return settings;
  }
}
