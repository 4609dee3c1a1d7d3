package io.understudy.systemtest;

import io.understudy.lab.Fault;
import io.understudy.lab.Node;
import io.understudy.lab.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Faults that don't concern the service don't move it.
class NothingMovesTest extends PlayedOnStage {
  @Test
  void aHeartbeatPathMayBeCutAndHealed() {
    staysAsItIs(Scenario.PATH_CUT);
  }

  @Test
  void aHeartbeatPathMayFallSilentAndHeal() {
    staysAsItIs(Scenario.PATH_SILENT);
  }

  @Test
  void theStandbyMayBeIsolatedAndHealed() {
    staysAsItIs(Scenario.STANDBY_ISOLATED);
  }

  @Test
  void aFirewallMayBlockTheBeatsWhileDevicesAreShared() {
    staysAsItIs(Scenario.BEATS_BLOCKED);
  }

  @Test
  void theNodesPortsMayBeIsolatedWhileDevicesAreShared() {
    staysAsItIs(Scenario.PORT_ISOLATION);
  }

  @Test
  void twentyPercentLossForAMinuteIsNoReason() {
    staysAsItIs(Scenario.LOSS_20);
  }

  @Test
  void fortyPercentLossForAMinuteIsNoReason() {
    staysAsItIs(Scenario.LOSS_40);
  }

  @Test
  void eightBusyProcessesOnTheOwnerAreNoReason() {
    staysAsItIs(Scenario.LOAD);
  }

  @Test
  void oneDirectionOfThePathsMayBeCut() {
    Node owner = owner();
    String term = term();
    for (boolean fromOwner : new boolean[] {true, false}) {
      Node standby = stage.lab().other(owner);
      try (Fault _ =
          fromOwner
              ? stage.lab().faults().oneWayCut(owner, standby)
              : stage.lab().faults().oneWayCut(standby, owner)) {
        lapse(Duration.ofSeconds(4));
      }
      lapse(Duration.ofSeconds(1));
      nothingMoved(owner, term);
    }
  }

  @Test
  void aPartitionThatLeavesTheOwnerTwoOfThreeDevicesDoesNotMoveTheService() {
    Node owner = owner();
    String term = term();
    var devices = stage.lab().devices();
    try (Fault _ =
        stage
            .lab()
            .faults()
            .partition(
                List.of(
                    List.of(owner, devices.get(0), devices.get(1), stage.lab().client()),
                    List.of(standby(), devices.get(2))))) {
      lapse(Duration.ofSeconds(5));
    }
    lapse(Duration.ofSeconds(2));
    nothingMoved(owner, term);
  }

  @Test
  void aReferenceDeviceMayDie() {
    Node owner = owner();
    String term = term();
    var device = stage.lab().devices().getFirst();
    try (Fault _ = stage.lab().faults().partition(List.of(List.of(device), stage.lab().nodes()))) {
      lapse(Duration.ofSeconds(5));
    }
    nothingMoved(owner, term);
  }

  /// Time in which something might happen that must not.
  private static void lapse(Duration time) {
    Instant end = Instant.now().plus(time);
    Awaitility.await().atMost(time.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
  }
}
