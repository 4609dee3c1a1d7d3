package io.understudy.web;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that only root may read, from their first moment on.
final class SecretFile {
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFile() {}

  /// Replaces the file as a whole, on the disk.
  static void write(Path file, String text) throws IOException {
    Path next = empty(file.resolveSibling("." + file.getFileName() + ".new"));
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// {@return the same file, new and empty}
  static Path empty(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.createFile(file, OWNER_ALONE);
  }
}
