package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Single rules, each on a pair in good health.
class RulesTest {
  private static final long MS = World.MS;

  private static final World.Setting SETTING = History.setting(3, 2, 0.001, 0, 5 * MS, false);

  private final World world = new World(3, SETTING, new Core(), false);
  private final List<Outcome> answers = new ArrayList<>();
  private SimNode owner;
  private SimNode standby;

  RulesTest() {
    world.run(5000 * MS);
    owner = world.owner();
    standby = world.other(owner);
  }

  private void run(long ms) {
    world.run(world.now + ms * MS);
    assertEquals(0, world.overlap);
  }

  private void cut() {
    for (boolean[] directions : world.link) {
      Arrays.fill(directions, false);
    }
  }

  /// Its service is found failing as often as it takes; each time it is started again in vain.
  private void failThrice(SimNode node) {
    for (int i = 0; i < SimNode.FAILING.threshold(); i++) {
      node.hear(new Event.ServiceFailed(World.WEB, "web", "status 500"));
      run(100);
    }
  }

  @Test
  void inMaintenanceNothingMovesByItself() {
    owner.maintain(true);
    run(500);
    owner.crash();
    run(3000);
    assertEquals(0, standby.term());
  }

  @Test
  void aHeldNodeDoesNotClaim() {
    standby.standby();
    run(500);
    owner.crash();
    run(3000);
    assertEquals(0, standby.term());
  }

  @Test
  void aHoldSurvivesARestart() {
    standby.standby();
    run(500);
    standby.crash();
    standby.start();
    run(3000);
    owner.crash();
    run(3000);
    assertEquals(0, standby.term());
  }

  @Test
  void theOnlyHealthyOwnerIsNotPutIntoStandby() {
    standby.crash();
    run(1000);
    owner.hear(
        new Event.Standby(
            owner.request(answers::add), new ClusterView.Hold("x", "y", Instant.EPOCH, false)));
    run(1000);
    assertInstanceOf(Outcome.Failed.class, answers.getFirst());
    assertNotEquals(0, owner.term());
  }

  @Test
  void aNodeThatStartsAloneClaimsOnlyWhenTold() {
    owner.crash();
    standby.crash();
    standby.start();
    run(5000);
    assertEquals(0, standby.term());
    standby.hear(new Event.ClaimAlone(standby.request(answers::add), World.WEB));
    run(1000);
    assertEquals(List.of(Outcome.DONE), answers);
    assertNotEquals(0, standby.term());
  }

  @Test
  void claimAloneIsRefusedInContact() {
    standby.hear(new Event.ClaimAlone(standby.request(answers::add), World.WEB));
    run(100);
    assertInstanceOf(Outcome.Failed.class, answers.getFirst());
  }

  @Test
  void aStandbyInTheMinorityDoesNotClaim() {
    cut();
    Arrays.fill(world.toDevice[standby.index], false);
    run(4000);
    assertEquals(1, world.moves);
    assertNotEquals(0, owner.term());
  }

  @Test
  void aFullDiskOnTheStandbyIsNoTakeoverAndNoOutage() {
    world.diskFull[standby.index] = true;
    long held = world.heldTime;
    owner.crash();
    run(2000);
    assertEquals(0, standby.term());
    assertTrue(world.heldTime - held < 300 * MS);
  }

  @Test
  void failedServicesMoveToTheHealthyPeer() {
    failThrice(owner);
    run(1000);
    assertNotEquals(0, standby.term());
  }

  @Test
  void aDeadLanDeviceMovesTheGroupAtOnce() {
    owner.hear(new Event.LanChanged(World.WEB, false));
    run(150);
    assertNotEquals(0, standby.term());
  }

  // Copies (R14).

  /// Both nodes start anew, so that nobody was the last owner, and know what copies they have.
  private void restartBoth() {
    owner.crash();
    standby.crash();
    owner.start();
    standby.start();
  }

  @Test
  void aCopyThatIsTooOldIsNoReasonForItsOwnerToStopOwning() {
    owner.copy(true);
    run(3000);
    assertNotEquals(0, owner.term());
  }

  @Test
  void aStandbyWithAnOldCopyTakesOverOnlyWhenTold() {
    standby.copy(true);
    run(1500);
    owner.crash();
    run(2000);
    assertEquals(0, standby.term());
    standby.hear(
        new Event.FencedByWord(
            standby.request(answers::add), World.NODES.get(owner.index), "root"));
    run(2000);
    assertEquals(0, standby.term(), "that the owner is off says nothing about data");
    standby.claimAlone();
    run(1000);
    assertNotEquals(0, standby.term());
  }

  @Test
  void aStandbyWithAnOldCopyDoesNotEndTheLeaseOfAnOwnerThatItCanNotHear() {
    standby.copy(true);
    run(1500);
    Arrays.fill(world.mirrors, false);
    cut();
    run(2000);
    assertNotEquals(0, owner.term());
    assertEquals(1, world.moves);
  }

  @Test
  void anOldCopySaysWhyItMayNotClaimAndWhatHelps() {
    standby.copy(true);
    run(1500);
    String mayClaim =
        standby.state.look(standby.clock(), standby.policy).groups().get(World.WEB).mayClaim();
    assertTrue(mayClaim.startsWith("no: its copy is too old; claim --alone"), mayClaim);
    assertEquals(1, standby.problems.size());
  }

  @Test
  void aGoodCopyIsElectedBeforeAnOldOne() {
    world.nodes[0].objects = true;
    restartBoth();
    run(3000);
    assertNotEquals(0, world.nodes[1].term());
  }

  @Test
  void aGoodCopyIsElectedAlsoWhereServicesAreSick() {
    world.nodes[0].objects = true;
    restartBoth();
    world.nodes[1].hear(new Event.ServicesChecked(World.WEB, "status 500"));
    run(4000);
    assertNotEquals(0, world.nodes[1].term());
  }

  /// As mirroring says it once a term is known: nothing was ever mirrored to this node.
  @Test
  void aNewClusterWhoseFirstElectionWasDisturbedNeedsNoOrder() {
    World fresh = new World(3, SETTING, new Core(), true);
    SimNode[] nodes = fresh.nodes;
    while (nodes[0].termOnDisk() + nodes[1].termOnDisk() == 0) {
      fresh.run(fresh.now + MS);
    }
    assertEquals(0, nodes[0].term() + nodes[1].term(), "a term is asked for, and nobody owns yet");
    for (SimNode node : nodes) {
      node.objects = true;
      node.crash();
      node.start();
    }
    fresh.run(fresh.now + 5000 * MS);
    assertNotEquals(0, nodes[0].term() + nodes[1].term(), () -> String.join("\n", fresh.log));
    assertEquals(0, fresh.oldCopies);
  }

  @Test
  void aNodeThatLostItsStateHearsFromTheOtherThatThereWasAnOwner() {
    owner.objects = true;
    standby.objects = true;
    standby.loseDisk();
    restartBoth();
    run(4000);
    assertEquals(0, owner.term() + standby.term());
  }

  @Test
  void ofTwoOldCopiesNoneIsElectedButTheOneThatIsOrdered() {
    owner.objects = true;
    standby.objects = true;
    restartBoth();
    run(4000);
    assertEquals(0, owner.term() + standby.term());
    standby.hear(
        new Event.Handover(
            standby.request(answers::add), World.WEB, World.NODES.get(standby.index)));
    run(1000);
    assertEquals(List.of(Outcome.DONE), answers);
    assertNotEquals(0, standby.term());
  }

  @Test
  void theLastOwnerIsElectedAlsoWithAnOldCopy() {
    standby.copy(true);
    owner.copy(true);
    run(1500);
    cut();
    for (boolean[] ways : world.toDevice) {
      Arrays.fill(ways, false);
    }
    run(2000);
    assertEquals(0, owner.term());
    world.connect();
    run(2000);
    assertNotEquals(0, owner.term());
  }

  @Test
  void aHandoverToAnOldCopyBringsTheData() {
    standby.copy(true);
    world.flush = 3000 * MS;
    run(1500);
    owner.hear(
        new Event.Handover(owner.request(answers::add), World.WEB, World.NODES.get(standby.index)));
    run(2500);
    assertNotEquals(0, owner.term(), "it waits for the data");
    run(2500);
    assertEquals(List.of(Outcome.DONE), answers);
    assertNotEquals(0, standby.term());
  }

  @Test
  void failedServicesDoNotMoveToAnOldCopy() {
    standby.copy(true);
    run(1500);
    failThrice(owner);
    run(1500);
    assertNotEquals(0, owner.term());
  }

  @Test
  void dataThatCanNotBeBroughtKeepTheGroupAndStopItsServicesNotAgainAndAgain() {
    world.flushFails = true;
    owner.hear(
        new Event.Handover(owner.request(answers::add), World.WEB, World.NODES.get(standby.index)));
    run(1000);
    assertEquals(List.of(new Outcome.Failed("its data are not there")), answers);
    long stops = owner.stops;
    for (int i = 0; i < 28; i++) {
      failThrice(owner);
      run(700);
    }
    assertEquals(stops, owner.stops);
    assertNotEquals(0, owner.term());
    standby.handover();
    run(9000);
    assertEquals(stops + 1, owner.stops, "asked once, tried once");
  }

  @Test
  void aHandoverThatTheSuccessorAskedForIsAnsweredWhenItIsOver() {
    world.flush = 1000 * MS;
    standby.hear(
        new Event.Handover(
            standby.request(answers::add), World.WEB, World.NODES.get(standby.index)));
    run(800);
    assertEquals(List.of(), answers);
    run(1000);
    assertEquals(List.of(Outcome.DONE), answers);
    assertNotEquals(0, standby.term());
  }
}
