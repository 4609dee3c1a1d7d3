package io.understudy.lab.mirroring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The benchmark of mirroring, small, with the contender that needs nothing installed.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class TrialTest {
  @Test
  void theFloorIsMeasuredInEveryScenarioButTheLongOnes() throws Exception {
    Wishes wishes =
        Wishes.of(
            List.of(
                "--contenders",
                "floor",
                "--scenarios",
                "first-copy,load,rename,large-file",
                "--scale",
                "0.002",
                "--ops",
                "100",
                "--seconds",
                "2"));
    Figures figures = new Figures();
    Trial.play(Contestant.FLOOR, wishes, figures);
    String table = figures.table();
    for (Figure figure :
        List.of(
            Figure.FIRST_COPY, Figure.lag(100), Figure.cost(100), Figure.RENAME, Figure.LARGE)) {
      assertTrue(table.contains("| " + figure.title() + " | "), table);
    }
  }
}
