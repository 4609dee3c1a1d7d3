package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.lab.Node;
import io.understudy.lab.Scenario;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whatever happens to the owner, the other one takes over, once, and comes back as standby.
class OwnerFailsTest extends PlayedOnStage {
  @AfterEach
  void theOldOwnerComesBackAsStandby() {
    stage.calm();
    Node standby = standby();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> understudy.group(standby).at("role").text().equals(Optional.of("standby")));
    assertEquals(
        1,
        understudy.group(owner()).at("services").list().size(),
        () -> "its service runs" + reports());
  }

  @Test
  void aPowerLossMovesTheService() {
    takesOver(Scenario.POWER_LOSS);
  }

  @Test
  void aLanCableThatIsOutMovesTheServiceToTheOneThatHasTheLan() {
    takesOver(Scenario.CABLE_OUT);
  }

  @Test
  void aSilentLanMovesTheServiceToTheOneThatHasTheLan() {
    takesOver(Scenario.LAN_SILENT);
  }

  @Test
  void anIsolatedOwnerIsMuteBeforeTheOtherClaimsAndHealingIsCalm() {
    takesOver(Scenario.OWNER_ISOLATED);
  }

  @Test
  void aNodeThatHangsAndGoesOnIsStandbyAfterwards() {
    takesOver(Scenario.HANG);
  }

  @Test
  void aKilledJvmMovesTheService() {
    takesOver(Scenario.KILLED);
  }
}
