package io.understudy.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Problem PATH = DummyCluster.PATH;

  private final Ledger ledger = ledger(Duration.ofHours(4), Map.of());

  private static Ledger ledger(Duration reminder, Map<String, Ledger.Open> known) {
    return new Ledger(
        new AlarmSettings("admin", Severity.WARNING, reminder, Set.of(), Duration.ofSeconds(1)),
        known);
  }

  private List<String> at(long second, Problem... problems) {
    return at(ledger, second, problems);
  }

  private static List<String> at(Ledger ledger, long second, Problem... problems) {
    return ledger.observe("a", List.of(problems), BEGAN.plusSeconds(second)).stream()
        .map(Message::kind)
        .toList();
  }

  @Test
  void oneThatLastsIsToldOnceAndItsEndToo() {
    assertEquals(List.of(), at(0, PATH));
    assertEquals(List.of("raised"), at(2, PATH));
    assertEquals(List.of(), at(3, PATH));
    assertEquals(List.of(), at(4));
    assertEquals(List.of(), at(32));
    assertEquals(List.of("cleared"), at(33));
    assertEquals(List.of(), at(100));
  }

  @Test
  void oneThatIsSoonGoneIsNotTold() {
    assertEquals(List.of(), at(0, PATH));
    assertEquals(List.of(), at(1));
    assertEquals(List.of(), at(3, PATH));
    assertEquals(List.of(), at(4));
  }

  @Test
  void anotherNumberIsTheSameProblem() {
    at(0, PATH);
    at(2, PATH);
    Problem later = new Problem(PATH.severity(), PATH.subject(), "no beat for 9 s", PATH.remedy());
    assertEquals(List.of(), at(8, later));
  }

  @Test
  void itIsRemindedOf() {
    at(0, PATH);
    at(2, PATH);
    assertEquals(List.of(), at(14_401, PATH));
    assertEquals(List.of("reminder"), at(14_402, PATH));
    assertEquals(List.of(), at(14_403, PATH));
    Ledger never = ledger(Duration.ZERO, Map.of());
    at(never, 0, PATH);
    at(never, 2, PATH);
    assertEquals(List.of(), at(never, 1_000_000, PATH));
  }

  @Test
  void whatComesAndGoesHasToStayAwayForLonger() {
    long second = 0;
    for (int i = 0; i < Ledger.MANY; i++) {
      at(second, PATH);
      assertEquals(List.of("raised"), at(second + 2, PATH));
      if (i < Ledger.MANY - 1) {
        assertEquals(List.of("cleared"), at(second + 32));
      }
      second += 40;
    }
    long last = second - 38;
    assertEquals(List.of(), at(last + 599));
    assertEquals(List.of("cleared"), at(last + 600));
  }

  @Test
  void whatIsBelowTheSeverityAndItsOwnSilenceAreNotTold() {
    Problem note = new Problem(Severity.NOTE, "x", "y", "z");
    Problem own = new Problem(Severity.WARNING, "alarm receiver admin", "no answer", "z");
    at(0, note, own);
    assertEquals(List.of(), at(9, note, own));
  }

  @Test
  void oneThatWasToldBeforeARestartIsNotToldAgain() {
    at(0, PATH);
    at(2, PATH);
    Ledger next = ledger(Duration.ofHours(4), ledger.told());
    assertEquals(List.of(), at(next, 10, PATH));
    assertEquals(List.of("cleared"), at(next, 60));
  }
}
