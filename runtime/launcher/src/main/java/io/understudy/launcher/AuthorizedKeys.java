package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An account's authorized_keys, in which each peer has at most one line of ours.
record AuthorizedKeys(Path file) {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> SECRET =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /// Puts the peer's key in, in place of an older one of the same peer; other lines stay.
  ///
  /// @return whether anything changed
  /// @throws IOException if the same key may already do more than it should
  boolean install(PeerKey key, String forced) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent(), FOLDER);
    Path target = Files.exists(file) ? file.toRealPath() : file;
    List<String> before = read(target);
    List<String> after = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      String line = before.get(i);
      boolean ours =
          line.startsWith("restrict,command=\"")
              && line.contains("/understudy stand-down --home ")
              && line.endsWith(" " + key.comment());
      if (!ours && line.contains(key.blob())) {
        throw new IOException(
            "%s: line %d has the same key without the forced command; remove that line first"
                .formatted(file, i + 1));
      }
      if (!ours) {
        after.add(line);
      }
    }
    after.add(key.line(forced));
    if (after.equals(before)) {
      return false;
    }
    Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), ".keys", "", SECRET);
    Files.write(fresh, after);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private static List<String> read(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }
}
