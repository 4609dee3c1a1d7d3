package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes the cluster's key: 256 random bits as 64 hexadecimal digits, for the node's user alone.
final class ClusterKey {
  private static final int BYTES = 32;

  private ClusterKey() {}

  /// @param place the file, or a home, whose `config/cluster.key` it becomes
  static int create(Path place) throws IOException {
    Path file =
        Files.isDirectory(place.resolve("config"))
            ? place.resolve("config").resolve("cluster.key")
            : place;
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException there) {
      throw new IOException(
          file
              + " is there already; every node must have the same key, so remove it by hand if you"
              + " really want a new one",
          there);
    }
    Files.writeString(file, HexFormat.of().formatHex(key) + "\n");
    System.out.println(
        file + " made; copy it to every node of the cluster, readable by its user alone");
    return Main.OK;
  }
}
