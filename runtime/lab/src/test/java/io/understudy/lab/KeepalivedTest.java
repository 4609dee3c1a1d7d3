package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Proves the lab, the client and the witness with a program whose faults are known.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KeepalivedTest {
  @BeforeEach
  void installed() {
    try (Lab lab = Lab.build(new Topology(2, 0, 0))) {
      Optional<String> obstacle = new Keepalived(lab, true).obstacle();
      Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }
  }

  private static Trial play(Scenario scenario) {
    try (Stage stage = Stage.set(Topology.PAIR, lab -> new Keepalived(lab, true))) {
      return stage.open().play(scenario);
    }
  }

  @Test
  void aPowerLossMovesTheAddressAndNobodyElseAnswers() {
    Trial trial = play(Scenario.POWER_LOSS);
    assertTrue(trial.moved(), trial::toString);
    assertEquals(Duration.ZERO, trial.both());
    assertTrue(trial.outage().compareTo(Duration.ofMillis(100)) > 0, trial::toString);
    assertTrue(trial.outage().compareTo(Duration.ofSeconds(2)) < 0, trial::toString);
  }

  @Test
  void anIsolatedOwnerGoesOnAnsweringAndTheWitnessSeesIt() {
    Trial trial = play(Scenario.OWNER_ISOLATED);
    assertTrue(trial.both().compareTo(Duration.ofSeconds(2)) > 0, trial::toString);
  }
}
