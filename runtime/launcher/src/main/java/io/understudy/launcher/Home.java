package io.understudy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// A node's home directory: `config/` is the administrator's, `deploy/` takes bundles, `log/` and
/// `data/` are the program's.
///
/// @param directory the home
/// @param distribution where the program is; may be shared and read-only
record Home(Path directory, Path distribution) {
  /// Makes the directories that are missing; `data/` is for the node's user alone.
  static Home open(Path directory) throws IOException {
    Path distribution =
        Path.of(System.getProperty("understudy.dist", ".")).toAbsolutePath().normalize();
    Home home = new Home(directory, distribution);
    if (!Files.isDirectory(directory.resolve("config"))) {
      throw new IOException(
          "%s has no config directory; make one with: understudy init --home %s"
              .formatted(directory, directory));
    }
    Files.createDirectories(home.deploy());
    Files.createDirectories(home.log());
    Files.createDirectories(home.data());
    Files.setPosixFilePermissions(home.data(), PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(home.data().resolve("tmp"));
    return home;
  }

  Path config() {
    return directory.resolve("config");
  }

  Path deploy() {
    return directory.resolve("deploy");
  }

  Path log() {
    return directory.resolve("log");
  }

  Path data() {
    return directory.resolve("data");
  }

  /// Config Admin's own copy of the configuration goes at each start: the files are the truth.
  void forgetCopies() throws IOException {
    Path copies = data().resolve("cm");
    if (Files.exists(copies)) {
      Files.walkFileTree(copies, new Removal());
    }
    Files.createDirectories(copies);
  }

  /// UTF-8 bytes that fit into a UNIX socket's address (`sun_path`, 108 bytes with its end).
  private static final int SOCKET_NAME_LIMIT = 100;

  /// Where the node listens for commands. A long name is taken relative to the working directory,
  /// which `bin/understudy` sets to the home.
  static Path socket(Path home) {
    Path socket = home.resolve("data").resolve("control.sock");
    return socket.toString().length() <= SOCKET_NAME_LIMIT
        ? socket
        : Path.of("").toAbsolutePath().relativize(socket);
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
      if (failed != null) {
        throw new UncheckedIOException(failed);
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
