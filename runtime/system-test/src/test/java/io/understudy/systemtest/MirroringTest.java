package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Fault;
import io.understudy.lab.Node;
import io.understudy.lab.mirroring.Corpus;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A continuous rule, with real nodes, under load and in trouble.
class MirroringTest extends PlayedWithMirrors {
  private static final int LOAD = 100;
  private static final int REPLACEMENTS = 4;

  private MirroredFolder mail;

  @Override
  void rules() {
    mail = folder("mail").rule("web", "continuous", "stream");
  }

  private static void passes(Duration time) {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      LockSupport.parkNanos(50_000_000);
    }
  }

  @Test
  void whatIsWrittenOnTheOwnerAppearsOnTheStandbyWithAllItsAttributes() throws Exception {
    Path here = mail.at(owner()).resolve("generated");
    Files.createDirectories(here);
    new Corpus(here, 0.002, 7).fill();
    same(mail);
    Path report = Files.writeString(here.resolve("report"), "as it was\n");
    same(mail);
    Files.writeString(report, "as it is\n");
    Files.setAttribute(report, "unix:mode", 0100604);
    Files.setAttribute(report, "unix:uid", 4711);
    Files.setLastModifiedTime(
        report, FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789)));
    Files.move(here.resolve("share"), here.resolve("shared"));
    Files.delete(here.resolve("web/current"));
    same(mail);
    assertTrue(Files.exists(mail.at(standby()).resolve("generated/shared/odd")));
  }

  @Test
  void theOwnersPowerLossUnderLoadLosesNothingThatWasCalledMirrored() throws Exception {
    Node dead = owner();
    Node survivor = standby();
    List<String> mirrored;
    try (Scribe scribe = new Scribe(mail.at(dead), "loss", LOAD)) {
      soon("some files", () -> scribe.done().size() > 2 * LOAD);
      mirrored = scribe.done();
      done(dead, "mirror-now", "mail");
      stage.lab().faults().powerLoss(dead);
      scribe.end();
    }
    owns(survivor);
    Scribe.assertWhole(mail.at(survivor), mirrored);
    Scribe.assertNothingTorn(mail.at(survivor));
    Scribe.write(mail.at(survivor), "loss-0/after-00000");

    comesBack(dead);
    same(mail);
    Scribe.assertWhole(mail.at(dead), mirrored);
    Scribe.assertWhole(mail.at(dead), List.of("loss-0/after-00000"));
  }

  @Test
  void aHungOwnersLateWritesAreRefusedAndKeptInQuarantine() throws Exception {
    Node hung = owner();
    Node other = standby();
    Scribe.write(mail.at(hung), "late/early-00000");
    same(mail);
    try (Fault _ = stage.lab().faults().hang(hung)) {
      ownsAlone(other);
      Scribe.write(mail.at(hung), "late/late-00000");
      Scribe.write(mail.at(other), "late/newer-00000");
    }
    soon("the late write in quarantine", () -> quarantined(hung, "late/late-00000").isPresent());
    same(mail.at(other), mail.at(hung));
    assertFalse(Files.exists(mail.at(other).resolve("late/late-00000")), this::reports);
    Scribe.assertWhole(mail.at(hung), List.of("late/early-00000", "late/newer-00000"));
    done(hung, "quarantine", "discard", id(quarantined(hung, "late/late-00000").orElseThrow()));
    assertTrue(quarantined(hung, "late/late-00000").isEmpty());
  }

  @Test
  void aStandbyThatIsKilledUnderLoadCatchesUp() throws IOException {
    Node standby = standby();
    List<String> all;
    try (Scribe scribe = new Scribe(mail.at(owner()), "kill", LOAD)) {
      soon("some files", () -> scribe.done().size() > LOAD);
      stage.lab().faults().kill(standby, stage.contender().process(standby));
      passes(Duration.ofSeconds(2));
      stage.contender().start(standby);
      stage.calm();
      all = scribe.end();
    }
    same(mail);
    Scribe.assertWhole(mail.at(standby), all);
  }

  @Test
  void aLinkThatIsCutForTwentySecondsUnderLoadHealsByItself() throws IOException {
    Node owner = owner();
    List<String> all;
    try (Scribe scribe = new Scribe(mail.at(owner), "cut", LOAD)) {
      soon("some files", () -> scribe.done().size() > LOAD);
      try (Fault _ = stage.lab().faults().crossoverSilent(1)) {
        passes(Duration.ofSeconds(20));
        assertFalse(dirty(owner, "mail").isEmpty(), () -> "what waits is told" + reports());
      }
      passes(Duration.ofSeconds(3));
      all = scribe.end();
    }
    same(mail);
    Scribe.assertWhole(mail.at(standby()), all);
    assertEquals(owner, owner(), this::reports);
  }

  @Test
  void theStrategyIsSwappedUnderLoadTenTimes() throws IOException {
    Node owner = owner();
    List<String> all;
    try (Scribe scribe = new Scribe(mail.at(owner), "swap", LOAD)) {
      for (int i = 0; i < 10; i++) {
        String strategy = i % 2 == 0 ? "rsync" : "stream";
        mail.change("strategy", strategy);
        soon(
            "the strategy " + strategy,
            () -> rule(owner, "mail").at("strategy").text().equals(Optional.of(strategy)));
        passes(Duration.ofMillis(700));
        Scribe.assertNothingTorn(mail.at(standby()));
      }
      all = scribe.end();
    }
    same(mail);
    Scribe.assertWhole(mail.at(standby()), all);
    assertEquals(owner, owner(), this::reports);
  }

  @Test
  void strategyHookAndArbiterAreReplacedUnderLoadAgainAndAgainAndNothingMoves() throws IOException {
    Node owner = owner();
    Path there = mail.at(standby());
    List<String> all;
    try (Scribe scribe = new Scribe(mail.at(owner), "swop", LOAD)) {
      for (int round = 0; round < REPLACEMENTS; round++) {
        for (String bundle : List.of("mirroring-stream", "mirroring", "hook-http", "arbitration")) {
          understudy.program(owner).replaceBundle(bundle);
          passes(Duration.ofSeconds(3));
          String newest = scribe.done().getLast();
          soon(newest + " after " + bundle, () -> Files.exists(there.resolve(newest)));
        }
      }
      all = scribe.end();
    }
    same(mail);
    Scribe.assertWhole(there, all);
    nothingMoved(owner);
  }

  @Test
  void aFileThatBecomesADirectoryAndBackIsMirrored() throws IOException {
    Path here = mail.at(owner());
    Path place = here.resolve("either");
    Files.writeString(place, "a file");
    same(mail);
    Files.delete(place);
    Files.createDirectory(place);
    Scribe.write(here, "either/inside-00000");
    same(mail);
    Files.delete(place.resolve("inside-00000"));
    Files.delete(place);
    Files.writeString(place, "a file again");
    same(mail);
  }
}
