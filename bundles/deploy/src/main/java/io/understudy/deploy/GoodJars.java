package io.understudy.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last jar of each deployed bundle that passed its probation, and which one didn't: in
/// `data/bundles`, `NAME.jar` and `NAME.refused` (the SHA-256 of that jar, and why).
final class GoodJars {
  private static final Logger LOG = LoggerFactory.getLogger(GoodJars.class);

  private static final String NEW = ".new";

  /// A copy of a deployed jar that nobody changes any more.
  ///
  /// @param hash SHA-256 in hexadecimal
  record Copy(Path file, String hash) {}

  /// @param hash of the jar that was put back
  record Refusal(String hash, String why) {}

  private final Path directory;

  GoodJars(Path directory) {
    this.directory = directory;
    leftovers("");
  }

  /// {@return a copy of what is in deploy/, for this bundle} Each has a file of its own: the one
  /// before may still be on probation.
  Copy copy(String name, Path file) throws IOException {
    Files.createDirectories(directory);
    Path fresh = Files.createTempFile(directory, name + ".", NEW);
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    return new Copy(fresh, HexFormat.of().formatHex(digest.digest()));
  }

  /// Nobody needs the copy any more.
  void drop(Copy copy) {
    try {
      Files.deleteIfExists(copy.file());
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", copy.file(), e.toString());
    }
  }

  /// {@return whether it is the last good jar itself}
  boolean isGood(String name, Copy copy) throws IOException {
    return Files.exists(jar(name)) && Files.mismatch(jar(name), copy.file()) < 0;
  }

  /// {@return the last good jar}
  Optional<Path> of(String name) {
    return Optional.of(jar(name)).filter(Files::exists);
  }

  /// The copy passed its probation.
  void passed(String name, Copy copy) {
    try {
      Files.move(
          copy.file(),
          jar(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(refusalOf(name));
    } catch (IOException e) {
      LOG.warn("{} can't be kept for a later put-back: {}", name, e.toString());
    }
  }

  Optional<Refusal> refusal(String name) {
    try {
      List<String> lines =
          Files.exists(refusalOf(name)) ? Files.readAllLines(refusalOf(name), UTF_8) : List.of();
      return lines.size() < 2
          ? Optional.empty()
          : Optional.of(new Refusal(lines.get(0), lines.get(1)));
    } catch (IOException e) {
      LOG.warn("{} can't be read: {}", refusalOf(name), e.toString());
      return Optional.empty();
    }
  }

  void refuse(String name, Refusal refusal) {
    try {
      Path fresh = directory.resolve(name + ".refused.new");
      Files.writeString(fresh, refusal.hash() + "\n" + refusal.why().replace('\n', ' ') + "\n");
      Files.move(
          fresh,
          refusalOf(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("that {} was put back can't be kept over a restart: {}", name, e.toString());
    }
  }

  /// Its jar in deploy/ was deleted.
  void forget(String name) {
    try {
      Files.deleteIfExists(jar(name));
      Files.deleteIfExists(refusalOf(name));
      leftovers(name + ".");
    } catch (IOException e) {
      LOG.warn("{} can't be forgotten: {}", name, e.toString());
    }
  }

  private void leftovers(String beginning) {
    File[] all =
        directory
            .toFile()
            .listFiles((folder, name) -> name.startsWith(beginning) && name.endsWith(NEW));
    for (File file : all == null ? new File[0] : all) {
      drop(new Copy(file.toPath(), ""));
    }
  }

  private Path jar(String name) {
    return directory.resolve(name + ".jar");
  }

  private Path refusalOf(String name) {
    return directory.resolve(name + ".refused");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
