package io.understudy.mirroring.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import io.understudy.api.mirror.MirroredTree.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSettingsTest {
  @TempDir Path folder;
  private Path home;
  private final Map<String, String> values = new HashMap<>();

  @BeforeEach
  void good() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    values.putAll(
        Map.of(
            "service.pid", "io.understudy.mirroring.rule~mail",
            "name", "mail",
            "group", "web",
            "path", folder.resolve("mail").toString(),
            "interval", "continuous"));
  }

  private Rule read() {
    return RuleSettings.of(values, home);
  }

  @Test
  void whatIsntSaidIsSensible() {
    Rule rule = read();
    assertInstanceOf(Interval.Continuous.class, rule.interval());
    assertEquals("stream", rule.strategy());
    assertTrue(rule.deletions());
    assertEquals(0, rule.bandwidth());
    assertEquals(5, rule.priority());
    assertEquals(Optional.empty(), rule.maxLag());
    assertEquals(Rule.TooOld.ASK, rule.tooOld());
    assertEquals(Duration.ZERO, rule.scrub());
    assertEquals(Sync.PASS, rule.sync());
    assertEquals(folder.resolve("mail"), rule.root());
  }

  @Test
  void everythingThatCanBeSaidIsUnderstood() {
    values.putAll(
        Map.of(
            "interval", "1m",
            "strategy", "rsync",
            "include", "*.mbox, /spool/",
            "exclude", "*.tmp",
            "deletions", "off",
            "bandwidth", "10M",
            "maxLag", "30s",
            "tooOld", "refuse",
            "before", "sh -c 'pg_dump mail > /srv/dump'",
            "scrub", "7d"));
    values.putAll(Map.of("cpu", "20", "priority", "9", "sync", "file", "patience", "10s"));
    Rule rule = read();
    assertEquals(new Interval.Every(Duration.ofMinutes(1), "1m"), rule.interval());
    assertEquals(10_000_000, rule.bandwidth());
    assertEquals(List.of("*.mbox", "/spool/"), rule.include());
    assertEquals(List.of("sh", "-c", "pg_dump mail > /srv/dump"), rule.before());
    assertEquals(Optional.of(Duration.ofSeconds(30)), rule.maxLag());
    assertEquals(Duration.ofDays(7), rule.scrub());
    assertEquals(Sync.FILE, rule.sync());
  }

  @Test
  void aCronExpressionSaysWhen() {
    values.put("interval", "0 3 * * *");
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    assertEquals(
        Optional.of(Instant.parse("2026-03-02T03:00:00Z")),
        read().interval().next(noon, ZoneOffset.UTC));
  }

  @Test
  void aSingleFileIsWatchedInItsDirectory() {
    values.put("kind", "file");
    assertEquals(folder, read().root());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path     | mail              | beginning with /",
        "path     | /srv/../etc       | without . and ..",
        "path     | /                 | not / itself",
        "interval | soon              | a cron expression",
        "interval | 500ms             | 1s",
        "interval | 0 25 * * *        | day of week",
        "bandwidth| 10 MB/s           | 10M",
        "bandwidth| 10                | 1k",
        "cpu      | 0                 | 1 to 100",
        "priority | 10                | 1 to 9",
        "maxLag   | long              | 25ms",
        "tooOld   | never             | refuse",
        "exclude  | a//b              | between the slashes",
        "scrub    | 10s               | 1m",
        "sync     | always            | pass",
        "kind     | tree              | directory or file",
        "strategy | Stream!           | lower-case",
        "before   | dump              | set an interval",
        "after    | say 'done         | close the quote",
        "name     | Mail              | lower-case",
        "patience | 100ms             | 1s",
      })
  void aBadValueIsRefusedWithFileKeyAndRemedy(String key, String value, String remedy) {
    values.put(key, value);
    Settings.Refused refused = assertThrows(Settings.Refused.class, this::read);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("io.understudy.mirroring.rule-mail.cfg: " + key), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  void theNodesOwnFilesArentMirrored() {
    for (String own : List.of("", "data", "config", "data/mirroring", "log")) {
      values.put("path", home.resolve(own).toString().replaceAll("/$", ""));
      Settings.Refused refused = assertThrows(Settings.Refused.class, this::read, own);
      assertTrue(String.valueOf(refused.getMessage()).contains("this node's own"));
    }
  }

  @Test
  void aFileIsNoDirectoryAndTheOtherWayRound() throws IOException {
    Files.createFile(folder.resolve("mail"));
    Settings.Refused refused = assertThrows(Settings.Refused.class, this::read);
    assertTrue(String.valueOf(refused.getMessage()).contains("kind = file"));
    values.put("kind", "file");
    assertTrue(read().file());
  }
}
