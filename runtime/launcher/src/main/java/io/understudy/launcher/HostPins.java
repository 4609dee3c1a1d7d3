package io.understudy.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The pinned host keys of a peer, in the form of a known_hosts file.
record HostPins(Path file) {
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final Pattern KEY =
      Pattern.compile("\\S+ ((?:ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa) [A-Za-z0-9+/]+={0,2})");

  /// How an address's keys relate to the pinned ones.
  enum State {
    SILENT,
    PINNED,
    NEW,
    CHANGED
  }

  /// {@return the host keys that an sshd shows just now: type and key; of those types that the
  /// node's client knows}
  static List<String> shown(FenceFile.Address address) {
    Program.Result scanned =
        Program.run(
            LIMIT,
            "",
            List.of(
                Program.find("ssh-keyscan"),
                "-T",
                "3",
                "-p",
                Integer.toString(address.port()),
                "-t",
                "ecdsa,rsa",
                address.host()));
    return scanned
        .output()
        .lines()
        .map(KEY::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .sorted()
        .toList();
  }

  State state(FenceFile.Address address, List<String> shown) throws IOException {
    if (shown.isEmpty()) {
      return State.SILENT;
    }
    List<String> pinned =
        read().stream()
            .map(line -> line.split(" ", 2))
            .filter(words -> words.length == 2 && words[0].equals(address.pin()))
            .map(words -> words[1].strip())
            .toList();
    return pinned.isEmpty() ? State.NEW : pinned.containsAll(shown) ? State.PINNED : State.CHANGED;
  }

  void pin(FenceFile.Address address, List<String> keys) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        keys.stream().map(key -> address.pin() + " " + key).toList(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private List<String> read() throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /// {@return a key as `ssh-keygen -l` shows it}
  static String fingerprint(String key) {
    String[] words = key.split(" ");
    try {
      byte[] print =
          MessageDigest.getInstance("SHA-256")
              .digest(Base64.getDecoder().decode(words[1].getBytes(StandardCharsets.US_ASCII)));
      return "%s SHA256:%s"
          .formatted(words[0], Base64.getEncoder().withoutPadding().encodeToString(print));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
