package io.understudy.mirroring;

import java.nio.file.Path;

/// The node's home directory.
final class Home {
  private Home() {}

  static Path path() {
    return Path.of(System.getProperty("understudy.home", ".")).toAbsolutePath().normalize();
  }
}
