package io.understudy.hook.imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// A password in a file that its owner alone may read.
record Secret(Path file) {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  /// {@return its first line}
  ///
  /// @throws IOException with what to do about it
  String read() throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("the password file %s can't be read; make it".formatted(file));
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IOException(
          "others may read the password file %s; chmod 600 %s".formatted(file, file));
    }
    return Files.readString(file)
        .lines()
        .findFirst()
        .filter(line -> !line.isBlank())
        .orElseThrow(() -> new IOException("the password file %s is empty".formatted(file)))
        .strip();
  }

  @Override
  public String toString() {
    return "the password in " + file;
  }
}
