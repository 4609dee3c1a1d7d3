package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A program at the standby is told that the standby became owner.
class AlarmsTest extends PlayedOnStage {
  @Test
  void aProgramIsTestedAndToldOfATakeover() throws Exception {
    stage.calm();
    Node from = owner();
    Node to = standby();
    Path home = to.home();
    Path said = home.resolve("said");
    Path program = home.resolve("page");
    Files.writeString(
        program,
        "#!/bin/sh\necho \"$UNDERSTUDY_ALARM_KIND $UNDERSTUDY_ALARM_SUBJECT\" >>" + said + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path settings = home.resolve("config/io.understudy.alarm.command-page.cfg");
    Files.writeString(settings, "name = page\ncommand = " + program + "\n");
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> understudy.commandLine(to, "alarm", "list").output().strip().equals("page"));
      String tested = understudy.commandLine(to, "alarm", "test", "page").output();
      assertEquals("page took the test", tested.strip());
      assertEquals("test test\n", Files.readString(said));
      assertTrue(understudy.commandLine(to, "alarm", "test", "nobody").output().contains("[page]"));
      understudy.commandLine(from, "handover", "web", to.name());
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> lines(said).contains("event claimed web"));
    } finally {
      Files.delete(settings);
    }
  }

  /// Whoever reads the log reads each change of state once, with its cause.
  @Test
  void eachChangeIsOneLineOfTheLog() throws IOException {
    stage.calm();
    Node to = standby();
    understudy.commandLine(owner(), "handover", "web", to.name());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> changes(to).stream().anyMatch(event -> event.kind().equals("started")));
    List<Understudy.Event> all = changes(to);
    for (Understudy.Event event : all) {
      long times = all.stream().filter(one -> one.text().equals(event.text())).count();
      Awaitility.await(event.toString())
          .atMost(Duration.ofSeconds(5)) // it is written by another thread
          .until(() -> told(to, event) == times);
    }
  }

  private List<Understudy.Event> changes(Node node) {
    return understudy.events(node).stream().filter(event -> event.at().isAfter(since)).toList();
  }

  /// {@return in how many lines the event stands since the test began}
  private long told(Node node, Understudy.Event event) throws IOException {
    try (Stream<String> lines = Files.lines(node.home().resolve("log/understudy.log"))) {
      return lines
          .filter(line -> line.matches("\\d{4}-.* INFO .*") && line.endsWith(": " + event.text()))
          .filter(line -> line.contains("] " + event.kind()))
          .filter(line -> !OffsetDateTime.parse(line.split(" ")[0]).toInstant().isBefore(since))
          .count();
    }
  }

  private static String lines(Path file) throws IOException {
    return Files.readString(file);
  }
}
