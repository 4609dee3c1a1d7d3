package io.understudy.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the built program is.
final class Distribution {
  private static final String PROPERTY = "understudy.distribution";
  private static final Path BUILT = Path.of("runtime/dist/target/understudy");

  private Distribution() {}

  /// {@return the directory the property names, or the one built in the checkout around the working
  /// directory; it need not exist}
  static Path find() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(BUILT))) {
        return folder.resolve(BUILT);
      }
    }
    return BUILT.toAbsolutePath();
  }

  static Optional<String> obstacle(Path distribution) {
    return Files.isExecutable(distribution.resolve("bin/understudy"))
        ? Optional.empty()
        : Optional.of(
            "%s has no bin/understudy; build it with: mvn -pl runtime/dist -am package"
                .formatted(distribution));
  }
}
