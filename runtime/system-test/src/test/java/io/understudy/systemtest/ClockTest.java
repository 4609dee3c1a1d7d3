package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Somebody sets the wall clock of the owner. Debian's `libfaketime` shows its process another time
/// of day, and leaves the clocks alone that nobody can set.
@EnabledIf(
    value = "installed",
    disabledReason = "needs libfaketime, which is in Debian's package faketime")
class ClockTest extends PlayedOnStage {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  static boolean installed() throws IOException {
    try (Stream<Path> found = libraries()) {
      return found.findAny().isPresent();
    }
  }

  private static Stream<Path> libraries() throws IOException {
    return Files.find(LIBRARIES, 3, (path, any) -> path.endsWith("libfaketimeMT.so.1"));
  }

  @Test
  void aWallClockThatJumpsIsToldAndMovesNothing() throws IOException {
    Node owner = owner();
    Path script = Path.of(understudy.program(owner).script());
    String before = Files.readString(script);
    Path time = owner.home().resolve("time");
    Files.writeString(time, "+0");
    try {
      Files.writeString(script, before.replaceFirst("\n", "\n" + another(time)));
      restart(owner);
      for (String jump : new String[] {"+1d", "-2d"}) {
        String term = term();
        since = Instant.now();
        Files.writeString(time, jump);
        String word = jump.startsWith("+") ? "set forward" : "set back";
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .untilAsserted(() -> assertTrue(told(owner, word), this::reports));
        nothingMoved(owner, term);
      }
    } finally {
      Files.writeString(time, "+0");
      Files.writeString(script, before);
      restart(owner);
    }
  }

  private static String another(Path time) throws IOException {
    try (Stream<Path> found = libraries()) {
      return """
      export LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_CACHE_DURATION=1 \
      FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 NO_FAKE_STAT=1
      """
          .formatted(found.findAny().orElseThrow(), time);
    }
  }

  private void restart(Node node) {
    String before = life(node);
    understudy.order(node, "restart");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertTrue(
                    understudy.status(node).at("ready").isTrue() && !life(node).equals(before),
                    this::reports));
    stage.calm();
  }

  private String life(Node node) {
    return String.valueOf(understudy.status(node).at("incarnation").value());
  }

  private boolean told(Node node, String word) {
    return understudy.status(node).at("problems").list().stream()
            .anyMatch(problem -> String.valueOf(problem.value()).contains(word))
        && understudy.events(node).stream().anyMatch(event -> event.text().contains(word));
  }
}
