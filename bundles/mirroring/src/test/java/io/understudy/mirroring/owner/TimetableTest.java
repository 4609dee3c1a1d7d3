package io.understudy.mirroring.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.mirroring.rule.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimetableTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Interval MINUTE = new Interval.Every(Duration.ofMinutes(1), "1m");

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  @Test
  void aPassIsDueAnIntervalAfterTheLastOneBegan() {
    Timetable table = new Timetable(MINUTE, Duration.ZERO, START);
    assertFalse(table.due(at(59), ZoneOffset.UTC));
    assertTrue(table.due(at(60), ZoneOffset.UTC));
    table.begins(at(61), ZoneOffset.UTC);
    assertFalse(table.due(at(120), ZoneOffset.UTC));
    assertTrue(table.due(at(121), ZoneOffset.UTC));
    assertEquals(Optional.empty(), table.behind());
  }

  @Test
  void aPassThatTakesTooLongMakesTheNextLateAndThatIsKnown() {
    Timetable table = new Timetable(MINUTE, Duration.ZERO, START);
    table.begins(at(60), ZoneOffset.UTC);
    table.begins(at(250), ZoneOffset.UTC);
    assertEquals(Optional.of(Duration.ofSeconds(130)), table.behind());
    table.begins(at(310), ZoneOffset.UTC);
    assertEquals(Optional.empty(), table.behind());
  }

  @Test
  void aClockThatWasSetBackDoesntKeepItWaiting() {
    Timetable table = new Timetable(MINUTE, Duration.ofHours(1), START);
    assertTrue(table.due(at(-7200), ZoneOffset.UTC));
    assertTrue(table.scrubDue(at(-7200)));
  }

  @Test
  void aContinuousRuleHasNoTimes() {
    Timetable table = new Timetable(new Interval.Continuous(), Duration.ZERO, START);
    assertTrue(table.continuous());
    assertFalse(table.due(at(100_000), ZoneOffset.UTC));
  }

  @Test
  void aScrubIsDueAtItsOwnInterval() {
    Timetable table = new Timetable(MINUTE, Duration.ofHours(1), START);
    assertFalse(table.scrubDue(at(3599)));
    assertTrue(table.scrubDue(at(3600)));
    table.scrubbed(at(4000));
    assertFalse(table.scrubDue(at(7000)));
    table.change(MINUTE, Duration.ZERO);
    assertFalse(table.scrubDue(at(1_000_000)));
  }
}
