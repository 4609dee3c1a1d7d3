package io.understudy.alarms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/// A file with a secret: never in the settings, and nobody else may read it.
final class SecretFile {
  private SecretFile() {}

  /// {@return the file of this name}
  ///
  /// @throws IllegalArgumentException saying what would be right
  /// @throws IOException if it can't be looked at
  static Path named(String text) throws IOException {
    Path file = Path.of(text);
    if (!file.isAbsolute()
        || Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IllegalArgumentException("give the full path of a file of mode 0600");
    }
    return file;
  }
}
