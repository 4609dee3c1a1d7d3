package io.understudy.osgitest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/// The distribution's bundles, at their start levels, without the one that touches the kernel; and
/// a home of its own.
final class Distribution {
  private Distribution() {}

  static List<Option> options(String name) throws IOException {
    Path distribution = Path.of(System.getProperty("understudy.distribution")).normalize();
    Path home = Path.of(System.getProperty("understudy.homes"), name);
    forget(home);
    for (String directory : List.of("config", "deploy", "log", "data")) {
      Files.createDirectories(home.resolve(directory));
    }
    List<Option> options = new ArrayList<>();
    int level = 1;
    for (String folder :
        List.of("system/01", "system/02", "system/03", "system/05", "bundles", "system/12")) {
      bundles(distribution.resolve(folder), level++, options);
    }
    options.add(CoreOptions.cleanCaches());
    options.add(CoreOptions.systemProperty("understudy.home").value(home.toString()));
    options.add(CoreOptions.systemProperty("pax.exam.logging").value("none"));
    property(
        options,
        "org.ops4j.pax.logging.StaticLogbackFile",
        distribution.resolve("lib/logback.xml").toString());
    property(options, "felix.cm.dir", home.resolve("data/cm").toString());
    property(
        options, "felix.fileinstall.dir", home.resolve("config") + "," + home.resolve("deploy"));
    property(options, "org.apache.felix.http.require.config", "true");
    property(options, "felix.webconsole.security.providers", "understudy");
    property(options, "felix.fileinstall.disableNio2", "true");
    property(options, "felix.fileinstall.poll", "100");
    property(options, "felix.fileinstall.noInitialDelay", "true");
    property(options, "felix.fileinstall.enableConfigSave", "false");
    property(options, "felix.fileinstall.configEncoding", "UTF-8");
    return options;
  }

  /// What an earlier run left would be a change of settings for this one.
  private static void forget(Path home) throws IOException {
    if (Files.exists(home)) {
      try (Stream<Path> old = Files.walk(home)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void property(List<Option> options, String key, String value) {
    options.add(CoreOptions.frameworkProperty(key).value(value));
  }

  private static void bundles(Path directory, int level, List<Option> options) throws IOException {
    try (Stream<Path> jars = Files.list(directory)) {
      jars.sorted()
          .filter(jar -> !jar.endsWith("io.understudy.linux.jar"))
          .forEach(
              jar -> options.add(CoreOptions.bundle(jar.toUri().toString()).startLevel(level)));
    }
  }
}
