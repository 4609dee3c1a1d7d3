package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockJumpsTest {
  private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
  private Instant steady = Instant.EPOCH;
  private final List<String> told = new ArrayList<>();
  private final ClockJumps jumps = new ClockJumps(() -> wall, () -> steady, told::add);

  private void pass(Duration time) {
    wall = wall.plus(time);
    steady = steady.plus(time);
    jumps.look();
  }

  @Test
  void timeThatPassesIsNoJump() {
    pass(Duration.ofSeconds(1));
    wall = wall.plusMillis(400); // slewed
    pass(Duration.ofHours(3));
    assertEquals(List.of(), told);
    assertEquals(List.of(), jumps.problems());
  }

  @Test
  void aJumpIsToldOnceAndShownForAWhile() {
    wall = wall.minus(Duration.ofDays(1));
    pass(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertEquals(1, told.size());
    assertTrue(told.getFirst().startsWith("the wall clock was set back by "), told.toString());
    assertEquals(Problem.Severity.NOTE, jumps.problems().getFirst().severity());
    pass(Duration.ofMinutes(11));
    assertEquals(List.of(), jumps.problems());
  }
}
