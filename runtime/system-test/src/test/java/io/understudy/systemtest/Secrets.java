package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a node must tell nobody: the cluster's key, its login key, passwords of fence devices.
final class Secrets {
  private final List<String> words;

  private Secrets(List<String> words) {
    this.words = words;
  }

  static Secrets of(Node node) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Files.readString(node.home().resolve("config/cluster.key")).strip());
    Path id = node.home().resolve("data/fencing/id");
    if (Files.exists(id)) {
      Files.readAllLines(id).stream()
          .filter(line -> !line.startsWith("-----"))
          .filter(line -> line.length() > 20)
          .forEach(words::add);
    }
    try (Stream<Path> files = Files.list(node.home().resolve("config"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".password")).toList()) {
        words.addAll(Files.readAllLines(file));
      }
    }
    return new Secrets(words);
  }

  /// @param file or a directory with everything in it
  void assertAbsent(Path file) throws IOException {
    try (Stream<Path> files = Files.walk(file)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        assertAbsent(Files.readString(one, StandardCharsets.ISO_8859_1), one.toString());
      }
    }
  }

  void assertAbsent(String text, String where) {
    for (String word : words) {
      // The word itself stays out of the report.
      assertFalse(
          text.contains(word),
          () -> "a secret of %d characters in %s".formatted(word.length(), where));
    }
  }

  /// Command lines and environments of all processes of a node at this moment.
  void assertAbsentFromProcesses(Node node) throws IOException {
    for (long pid : node.space().processes()) {
      for (String what : List.of("cmdline", "environ")) {
        try {
          assertAbsent(
              Files.readString(Path.of("/proc/" + pid + "/" + what), StandardCharsets.ISO_8859_1),
              what + " of process " + pid);
        } catch (NoSuchFileException ended) {
          // Nobody can read it any more.
        } catch (IOException ended) {
          if (Files.exists(Path.of("/proc/" + pid))) {
            throw ended;
          }
        }
      }
    }
  }
}
