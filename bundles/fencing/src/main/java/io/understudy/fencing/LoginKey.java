package io.understudy.fencing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.Set;
import org.apache.sshd.common.util.security.SecurityUtils;

/// The private key with which this node logs in.
///
/// @param file which is read anew for each login
record LoginKey(Path file) {
  /// @throws IOException if it can't be used, with the remedy and without its content
  KeyPair read() throws IOException {
    Set<PosixFilePermission> rights;
    try {
      rights = Files.getPosixFilePermissions(file);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " is missing; make it with: understudy fencing-setup", missing);
    }
    if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
        .containsAll(rights)) {
      throw new IOException(
          "%s is open to others (%s); close it with: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(rights), file));
    }
    try (InputStream content = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(null, file::toString, content, null);
      Iterator<KeyPair> all = pairs == null ? null : pairs.iterator();
      if (all != null && all.hasNext()) {
        return all.next();
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      // what is wrong with it is said below, without anything that stands in it
    }
    throw new IOException(
        file
            + " is no ECDSA or RSA key without a passphrase; make one with: understudy"
            + " fencing-setup");
  }
}
