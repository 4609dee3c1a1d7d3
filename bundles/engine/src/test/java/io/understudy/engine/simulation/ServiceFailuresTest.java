package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.engine.decision.Bare;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Inside;
import io.understudy.engine.decision.Look;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Services that fail (R15), or don't stop (R7), on a pair in good health.
class ServiceFailuresTest {
  private static final long MS = World.MS;
  private static final long TIMEOUT = SimNode.FAILING.timeout().toMillis();

  private World world;
  private SimNode owner;
  private SimNode standby;
  private final List<Outcome> answers = new ArrayList<>();

  private void pair(Core core) {
    world = new World(3, History.setting(3, 2, 0.001, 0, 5 * MS, false), core, true);
    world.run(5000 * MS);
    owner = world.owner();
    standby = world.other(owner);
  }

  ServiceFailuresTest() {
    pair(new Core());
  }

  private void run(long ms) {
    world.run(world.now + ms * MS);
    assertEquals(0, world.overlap);
    assertEquals(0, world.writers, this::log);
  }

  private String log() {
    return String.join("\n", world.log);
  }

  private static Look.GroupLook look(SimNode node) {
    return node.state.look(node.clock(), node.policy).groups().get(World.WEB);
  }

  private void fails(SimNode node, int times) {
    for (int i = 0; i < times; i++) {
      node.hear(new Event.ServiceFailed(World.WEB, "web", "status 500"));
      run(100);
    }
  }

  private boolean told(SimNode node, String words) {
    return node.problems.stream()
        .anyMatch(
            problem ->
                problem.severity() == Problem.Severity.ALARM && problem.what().contains(words));
  }

  @Test
  void aFailureIsNoReasonToMoveAndTheServiceStartsAgainInPlace() {
    fails(owner, 1);
    run(1000);
    assertNotEquals(0, owner.term());
    assertEquals(1, world.moves);
    assertTrue(log().contains("restarted: service web runs again"), this::log);
    assertEquals(1, look(owner).failures().get("web"));
  }

  @Test
  void failuresThatAreLongerAgoThanTheWindowDoNotCount() {
    for (int i = 0; i < 5; i++) {
      fails(owner, 1);
      run(SimNode.FAILING.window().toMillis() / 2);
    }
    assertNotEquals(0, owner.term());
    assertEquals(1, world.moves);
  }

  @Test
  void aStartThatFailsLetsTheOtherNodeTry() {
    standby.fallIll(SimNode.Illness.DO_NOT_START);
    owner.handover();
    run(300);
    assertNotEquals(0, owner.term(), this::log);
    assertTrue(Inside.failed(standby.state, World.WEB));
    assertTrue(owner.serving && !standby.serving);
  }

  @Test
  void whereBothFailItMovesOnceAndIsStoppedWithAnAlarmUntilThatIsForgotten() {
    owner.fallIll(SimNode.Illness.FAIL);
    standby.fallIll(SimNode.Illness.FAIL);
    run(1500);
    assertEquals(2, world.moves, this::log);
    assertNotEquals(0, standby.term());
    assertFalse(standby.serving);
    assertTrue(told(standby, "it failed on both nodes and is stopped"), this::log);
    assertTrue(look(standby).doing().contains("stopped"));
    owner.fallIll(SimNode.Illness.NONE);
    standby.fallIll(SimNode.Illness.NONE);
    run(TIMEOUT + 1000);
    assertTrue(owner.serving || standby.serving, this::log);
    assertEquals(List.of(), owner.problems);
    assertEquals(List.of(), standby.problems);
  }

  @Test
  void aCoreThatForgetsAtOncePlaysPingPong() {
    pair(Bare.without("FAILED_HERE"));
    owner.fallIll(SimNode.Illness.DO_NOT_START);
    standby.fallIll(SimNode.Illness.DO_NOT_START);
    fails(owner, 3);
    run(8000);
    assertTrue(world.moves > 2, this::log);
  }

  @Test
  void anOrderOfTheAdministratorForgetsAndStartsAgain() {
    owner.fallIll(SimNode.Illness.FAIL);
    standby.fallIll(SimNode.Illness.FAIL);
    run(1500);
    assertFalse(standby.serving);
    standby.fallIll(SimNode.Illness.NONE);
    standby.rejoin();
    run(200);
    assertTrue(standby.serving);
    assertFalse(Inside.failed(standby.state, World.WEB));
  }

  @Test
  void whereItFailedTheAdministratorMayOrderItAllTheSame() {
    fails(owner, 3);
    run(500);
    assertNotEquals(0, standby.term());
    owner.handover();
    run(500);
    assertNotEquals(0, owner.term(), this::log);
    assertFalse(Inside.failed(owner.state, World.WEB));
  }

  @Test
  void whereNobodyElseCanTakeItItIsTriedAgainLessAndLessOften() {
    standby.crash();
    run(500);
    owner.fallIll(SimNode.Illness.DO_NOT_START);
    run(60_000);
    assertNotEquals(0, owner.term());
    long tries = world.log.stream().filter(line -> line.contains("hands-over")).count();
    assertEquals(0, tries);
    assertTrue(told(owner, "it failed here"), this::log);
    owner.fallIll(SimNode.Illness.NONE);
    run(20_000);
    assertFalse(Inside.failed(owner.state, World.WEB));
  }

  @Test
  void aStandbyWhereItFailedTakesOverAllTheSameWhenTheOwnerDies() {
    fails(owner, 3);
    run(500);
    SimNode failed = owner;
    standby.crash();
    run(1000);
    assertNotEquals(0, failed.term());
    assertFalse(Inside.failed(failed.state, World.WEB));
  }

  @Test
  void inMaintenanceNoServiceIsStartedAgain() {
    owner.maintain(true);
    run(200);
    fails(owner, 5);
    assertEquals(1, world.moves);
    assertFalse(log().contains("service-failed"));
  }

  @Test
  void failuresSurviveAPlannedRestart() {
    fails(owner, 2);
    owner.planned(500 * MS, History.TIMING);
    run(2000);
    assertEquals(1, world.moves, this::log);
    assertEquals(2, look(owner).failures().get("web"), this::log);
    fails(owner, 1);
    run(500);
    assertNotEquals(0, standby.term(), this::log);
  }

  @Test
  void aRebootForgetsFailures() {
    fails(standby, 2);
    standby.crash();
    standby.start();
    run(3000);
    assertTrue(look(standby).failures().isEmpty());
  }

  @Test
  void aHandoverWhoseServicesDoNotStopDoesNotHappenAndSaysSo() {
    stopsFail();
    owner.hear(
        new Event.Handover(owner.request(answers::add), World.WEB, World.NODES.get(standby.index)));
    run(1000);
    assertEquals(List.of(new Outcome.Failed("it would not")), answers);
    assertNotEquals(0, owner.term());
    assertTrue(told(owner, "it could not be handed over: it would not"), this::log);
    world.stopsFail = 0;
    owner.handover();
    run(1000);
    assertNotEquals(0, standby.term());
    assertFalse(told(owner, "could not be handed over"));
  }

  /// From now on no stop succeeds; the pair must be one whose orders may fail.
  private void stopsFail() {
    world = new World(3, History.setting(3, 2, 0.001, 0, 5 * MS, true), new Core(), true);
    world.run(5000 * MS);
    owner = world.owner();
    standby = world.other(owner);
    world.stopsFail = 1;
  }

  @Test
  void servicesThatDoNotStopKeepTheOtherFromBeingElectedUntilTheyDo() {
    stopsFail();
    world.diskFull[owner.index] = true; // so that it can't ask for the group itself
    surrender();
    run(2500);
    assertEquals(0, owner.term() + standby.term(), this::log);
    assertTrue(told(owner, "because it may still run here: it would not"), this::log);
    world.stopsFail = 0;
    world.diskFull[owner.index] = false;
    run(10_000);
    assertNotEquals(0, standby.term(), this::log);
    assertFalse(told(owner, "may still run here"));
  }

  @Test
  void servicesThatDoNotStopStayWithTheNodeWhereTheyRun() {
    stopsFail();
    surrender();
    run(2500);
    assertNotEquals(0, owner.term(), this::log);
  }

  /// The owner is held back and mute: its peer has to be elected.
  private void surrender() {
    owner.hear(new Event.LanChanged(World.WEB, false));
    owner.hear(
        new Event.StandDown(
            owner.request(answers::add),
            World.WEB,
            new io.understudy.api.Term(owner.term() + 1),
            World.NODES.get(standby.index),
            java.time.Instant.EPOCH));
  }

  @Test
  void aFenceIsNotConfirmedWhileServicesMayStillRun() {
    stopsFail();
    surrender();
    run(1000);
    assertEquals(List.of(new Outcome.Unknown("web: it would not")), answers, this::log);
  }
}
