package io.understudy.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that are replaced as a whole, and are on the disk then.
final class WholeFile {
  private WholeFile() {}

  /// Owner and mode stay as before; a new one has `mode`. The name in between is none that File
  /// Install looks at.
  static void write(Path file, byte[] bytes, String mode) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (Files.exists(file)) {
        PosixFileAttributes before =
            Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(next, before.permissions());
        Files.setAttribute(next, "posix:owner", before.owner());
        Files.setAttribute(next, "posix:group", before.group());
      } else {
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(mode));
      }
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    settle(file);
  }

  static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      settle(file);
    }
  }

  private static void settle(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }
}
