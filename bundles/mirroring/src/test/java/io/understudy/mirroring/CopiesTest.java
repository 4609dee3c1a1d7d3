package io.understudy.mirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.RuleSettings;
import io.understudy.mirroring.standby.Behind.Known;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private static Rule rule(String tooOld, String maxLag) {
    Map<String, String> values =
        new HashMap<>(
            Map.of("name", "mail", "group", "web", "path", "/nowhere/mail", "interval", "1h"));
    values.put("tooOld", tooOld);
    values.put("maxLag", maxLag);
    return RuleSettings.of(values, Path.of("/home-of-node"));
  }

  private static Known known(long count, long oldest, long asOf, boolean complete) {
    return new Known(
        A,
        new Term(4),
        count,
        count == 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(oldest)),
        List.of(),
        NOW.minusSeconds(asOf),
        complete,
        Optional.empty());
  }

  private static Optional<String> objection(
      Rule rule, Optional<Known> told, Optional<Term> own, long term) {
    return Copies.objection(
        rule, new Copies.Facts(told, own), new Term(term), Optional.of(A), B, NOW);
  }

  private static String why(Optional<String> objection) {
    return objection.orElse("no objection");
  }

  @Test
  void whereNobodyHasOwnedAnythingThereIsNothingToObjectTo() {
    assertEquals(
        Optional.empty(),
        Copies.objection(
            rule("refuse", "1s"),
            new Copies.Facts(Optional.empty(), Optional.empty()),
            Term.NONE,
            Optional.empty(),
            B,
            NOW));
  }

  @Test
  void anIncompleteCopyIsAlwaysObjectedToUnlessThatIsAllowed() {
    assertTrue(
        why(objection(rule("ask", ""), Optional.of(known(0, 0, 0, false)), Optional.empty(), 4))
            .contains("isn't complete yet; take the group over by order"));
    assertTrue(
        why(objection(rule("ask", ""), Optional.empty(), Optional.empty(), 4))
            .contains("nothing was ever mirrored"));
    assertEquals(
        Optional.empty(), objection(rule("allow", "1s"), Optional.empty(), Optional.empty(), 4));
  }

  @Test
  void aCopyMayBeAsOldAsMaxLag() {
    Optional<Known> young = Optional.of(known(3, 25, 1, true));
    Optional<Known> old = Optional.of(known(3, 40, 1, true));
    assertEquals(Optional.empty(), objection(rule("refuse", "30s"), young, Optional.empty(), 4));
    String why = why(objection(rule("refuse", "30s"), old, Optional.empty(), 4));
    assertTrue(why.contains("40 s old") && why.contains("refuses"), why);
    assertEquals(Optional.empty(), objection(rule("ask", ""), old, Optional.empty(), 4));
  }

  @Test
  void whatWasntHeardOfForLongMayBeOldToo() {
    Optional<Known> silent = Optional.of(known(0, 0, 100, true));
    assertTrue(
        why(objection(rule("ask", "30s"), silent, Optional.empty(), 4)).contains("97 s old"));
    assertEquals(
        Optional.empty(),
        objection(rule("ask", "30s"), Optional.of(known(0, 0, 3, true)), Optional.empty(), 4));
  }

  @Test
  void whoWasTheOwnerLastHasTheData() {
    Optional<Known> before = Optional.of(known(5, 1000, 1000, false));
    assertEquals(
        Optional.empty(), objection(rule("ask", "1s"), before, Optional.of(new Term(5)), 5));
    assertTrue(
        why(objection(rule("ask", "1s"), before, Optional.of(new Term(5)), 6))
            .contains("a owned the group since"));
  }
}
