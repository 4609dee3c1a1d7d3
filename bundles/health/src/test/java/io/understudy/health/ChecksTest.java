package io.understudy.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.mirror.Mirrors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final NodeId B = new NodeId("b");

  private static ClusterView view(
      boolean contact, boolean owned, Optional<Outcome> test, List<Problem> problems) {
    return new ClusterView(
        new NodeId("a"),
        "0.1.0",
        42,
        Instant.EPOCH,
        true,
        Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.FENCED, ""),
        new ClusterView.Timing(
            "default", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        List.of(
            new ClusterView.PeerView(
                B,
                contact,
                false,
                Optional.empty(),
                false,
                false,
                Duration.ZERO,
                Set.of(),
                Set.of())),
        List.of(
            new ClusterView.GroupView(
                new GroupId("web"),
                Role.STANDBY,
                owned ? Optional.of(B) : Optional.empty(),
                new Term(3),
                Duration.ZERO,
                "",
                List.of(),
                Set.of(),
                1,
                "not agreed yet",
                List.of())),
        List.of(),
        List.of(),
        List.of(new ClusterView.FenceView("strip", B, 1, test, Instant.EPOCH)),
        problems);
  }

  private static ClusterView well() {
    return view(true, true, Optional.of(Outcome.DONE), List.of());
  }

  private static ClusterView ill() {
    return view(
        false,
        false,
        Optional.of(new Outcome.Failed("no route")),
        List.of(new Problem(Problem.Severity.ALARM, "group web", "down", "look")));
  }

  @Test
  void whatIsWellIsOk() {
    assertEquals(Status.OK, Checks.contact(well()).getStatus());
    assertEquals(Status.OK, Checks.ownership(well()).getStatus());
    assertEquals(Status.OK, Checks.fencing(well()).getStatus());
    assertEquals(Status.OK, Checks.problems(well()).getStatus());
    assertEquals(Status.OK, Checks.mirror(List.of()).getStatus());
  }

  @Test
  void whatIsWrongIsAsBadAsItIsAndSaysWhy() {
    assertEquals(Status.WARN, Checks.contact(ill()).getStatus());
    assertEquals(Status.CRITICAL, Checks.ownership(ill()).getStatus());
    assertTrue(Checks.ownership(ill()).toString().contains("not agreed yet"));
    assertEquals(Status.WARN, Checks.fencing(ill()).getStatus());
    assertTrue(Checks.fencing(ill()).toString().contains("no route"));
    assertEquals(Status.CRITICAL, Checks.problems(ill()).getStatus());
  }

  @Test
  void aRuleThatKeepsTheNodeFromTakingOverIsWarnedOf() {
    Mirrors.RuleView rule =
        new Mirrors.RuleView(
            "mail",
            new GroupId("web"),
            Path.of("/srv"),
            "1s",
            "stream",
            Mirrors.Direction.RECEIVES,
            List.of(),
            Optional.of("the copy is 3 h old"));
    assertEquals(Status.WARN, Checks.mirror(List.of(rule)).getStatus());
    assertTrue(Checks.mirror(List.of(rule)).toString().contains("3 h old"));
  }

  @Test
  void withoutAnEngineNothingIsClaimed() {
    assertEquals(Status.TEMPORARILY_UNAVAILABLE, Checks.withoutEngine().getStatus());
  }
}
