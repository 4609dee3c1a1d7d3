package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Rehearsal.Fault;
import io.understudy.api.Rehearsal.Kind;
import io.understudy.api.Rehearsal.Replay;
import io.understudy.engine.decision.Timing;
import io.understudy.engine.simulation.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered of silences, and what a replay makes of it.
class SilencesTest {
  private static final long MS = 1_000_000;
  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;
  private Path file;
  private long time = 5_000 * MS;
  private boolean asleep;
  private Silences silences;

  @BeforeEach
  void begin() {
    file = directory.resolve("log/silences.log");
    silences = life();
  }

  private Silences life() {
    return new Silences(
        file, () -> BEGAN.plusNanos(time), () -> Duration.ofMillis(25), silence -> asleep);
  }

  @AfterEach
  void end() {
    silences.close();
  }

  private void beats(int count, boolean owner) {
    for (int i = 0; i < count; i++) {
      time += 25 * MS;
      heard(1, owner);
    }
  }

  private void silence(long ms, boolean owner) {
    time += ms * MS;
    heard(1, owner);
  }

  private void heard(long incarnation, boolean owner) {
    silences.heard(incarnation, owner, time);
  }

  private List<Long> lengths() throws InterruptedException {
    return silences.read().silences().stream().map(one -> one.length().toMillis()).toList();
  }

  @Test
  void theLongestOfEachMinuteIsKept() throws InterruptedException {
    beats(10, true);
    silence(100, true);
    beats(10, true);
    silence(180, true);
    silence(90, true);
    assertEquals(List.of(180L), lengths());
    beats(3000, true);
    silence(120, true);
    assertEquals(List.of(180L, 120L), lengths());
  }

  /// A standby's silence moves nothing, so it must not hide an owner's.
  @Test
  void anOwnersIsKeptBesideALongerOneOfAStandby() throws InterruptedException {
    beats(10, false);
    silence(300, false);
    beats(10, true);
    silence(150, true);
    silence(120, true);
    assertEquals(
        List.of("300 standby", "150 owner"),
        silences.read().silences().stream()
            .map(one -> one.length().toMillis() + (one.ofOwner() ? " owner" : " standby"))
            .toList());
  }

  @Test
  void whatIsUsualIsNoSilence() throws InterruptedException {
    beats(10, true);
    silence(60, true);
    assertTrue(lengths().isEmpty());
  }

  @Test
  void anotherLifeOfThePeerEndsNoSilence() throws InterruptedException {
    beats(10, true);
    time += 3000 * MS;
    heard(2, false);
    assertTrue(lengths().isEmpty());
  }

  @Test
  void whatThisProcessSleptThroughIsNotThePeers() throws InterruptedException {
    asleep = true;
    beats(10, true);
    silence(500, true);
    assertTrue(lengths().isEmpty());
    beats(3000, true);
    silences.close();
    assertTrue(Files.notExists(file));
  }

  @Test
  void itIsKnownWhoOwnedAndWhetherDevicesAnswered() throws InterruptedException {
    beats(10, true);
    silences.answered(time);
    time += 80 * MS;
    silences.answered(time);
    silence(120, false);
    Silences.Silence silent = silences.read().silences().getFirst();
    assertTrue(silent.ofOwner());
    assertEquals(false, silent.cutOff());
    beats(3000, false);
    silences.answered(time);
    silence(120, false);
    Silences.Silence cutOff = silences.read().silences().getLast();
    assertEquals(false, cutOff.ofOwner());
    assertTrue(cutOff.cutOff());
  }

  @Test
  void theNextLifeKnowsThem() throws IOException, InterruptedException {
    beats(10, true);
    silence(180, true);
    silences.close();
    Files.writeString(file, Files.readString(file) + "torn li");
    Instant since = BEGAN.plusNanos(5_000 * MS);
    time += 1_000_000 * MS;
    silences = life();
    Silences.Record record = silences.read();
    assertEquals(since, record.since());
    assertEquals(List.of(180L), lengths());
  }

  @Test
  void aReplaySaysWhatOtherSettingsWouldHaveDone() throws InterruptedException {
    beats(10, true);
    silence(150, true);
    beats(3000, true);
    silence(1500, true);
    beats(3000, false);
    silence(1500, false);
    Rehearsals rehearsals = new Rehearsals();
    Replay now = rehearsals.replay(new Stage(Timing.DEFAULT, 3, 2), silences.read());
    assertEquals(3, now.recorded());
    assertEquals(1, now.moves(), now.toString());
    assertEquals(
        List.of("the owner was silent", "the owner was silent", "the standby was silent"),
        now.replayed().stream().map(one -> one.what()).toList());
    assertEquals(2, rehearsals.replay(new Stage(Timing.FAST, 3, 2), silences.read()).moves());
    Replay slow = rehearsals.replay(new Stage(Timing.WAN, 3, 2), silences.read());
    assertEquals(0, slow.moves());
    assertEquals(3, slow.harmless());
  }

  @Test
  void oneRehearsalAtATime() throws InterruptedException {
    Rehearsals rehearsals = new Rehearsals();
    Stage stage = new Stage(Timing.DEFAULT, 3, 2);
    Fault loss = new Fault(Kind.LOSS, Fault.LONGEST, 0.2);
    Thread first =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    rehearsals.play(stage, loss);
                  } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                  }
                });
    while (first.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThrows(IllegalStateException.class, () -> rehearsals.play(stage, loss));
    first.interrupt();
    first.join();
  }
}
