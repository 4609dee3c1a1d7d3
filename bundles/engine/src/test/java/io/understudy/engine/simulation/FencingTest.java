package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.engine.decision.Bare;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Fences and holds, each on a pair in good health.
class FencingTest {
  private static final long MS = World.MS;

  private World world;
  private final List<Outcome> answers = new ArrayList<>();
  private SimNode owner;
  private SimNode standby;

  private void pair(long seed, Policy.Fencing fencing, Core core) {
    world = new World(seed, History.setting(3, 2, 0.001, 0, 5 * MS, false, fencing), core, false);
    world.run(5000 * MS);
    owner = world.owner();
    standby = world.other(owner);
  }

  private void pair(Policy.Fencing fencing) {
    pair(3, fencing, new Core());
  }

  private void run(long ms) {
    world.run(world.now + ms * MS);
    assertEquals(0, world.overlap);
  }

  private void cut() {
    for (boolean[] directions : world.link) {
      Arrays.fill(directions, false);
    }
    Arrays.fill(world.mirrors, false);
  }

  private void heal() {
    for (boolean[] directions : world.link) {
      Arrays.fill(directions, true);
    }
    Arrays.fill(world.mirrors, true);
  }

  private static Optional<ClusterView.Hold> hold(SimNode node) {
    return node.state.look(node.clock(), node.policy).held();
  }

  /// The peer asks the node to stand down.
  private void standDown(SimNode victim, long term) {
    victim.hear(
        new Event.StandDown(
            victim.request(answers::add),
            World.WEB,
            new Term(term),
            World.NODES.get(1 - victim.index),
            Instant.EPOCH));
  }

  private static long above(SimNode node, long known) {
    long term = known + 1;
    return Math.floorMod(term, 2) == node.index ? term : term + 1;
  }

  @Test
  void withoutAConfirmedFenceARequiringGroupWaitsForTheAdministrator() {
    pair(Policy.Fencing.REQUIRE);
    world.login[standby.index] = false;
    owner.crash();
    run(8000);
    assertEquals(0, standby.term());
    Problem problem =
        standby.problems.stream()
            .filter(p -> p.subject().equals("fencing of " + owner.name()))
            .findFirst()
            .orElseThrow();
    assertEquals(Problem.Severity.ALARM, problem.severity());
    assertTrue(problem.what().contains("no answer in time"), problem.what());
    assertTrue(problem.remedy().contains("--i-have-checked"), problem.remedy());
    standby.fencedByWord();
    run(100);
    assertNotEquals(0, standby.term());
  }

  @Test
  void aConfirmedFenceLetsTheClaimGoOnAtOnce() {
    for (long seed = 1; seed <= 40; seed++) {
      pair(seed, Policy.Fencing.REQUIRE, new Core());
      owner.crash();
      run(12_000);
      assertTrue(standby.term() != 0 || owner.term() != 0, "seed " + seed);
    }
  }

  @Test
  void anAttemptThatFailsDelaysTheClaimNoLongerThanItLasts() {
    pair(Policy.Fencing.ATTEMPT);
    world.login[standby.index] = false;
    owner.crash();
    run(2000);
    assertEquals(0, standby.term());
    run(400);
    assertNotEquals(0, standby.term());
  }

  @Test
  void theWordThatANodeIsOffIsRefusedWhileItsBeatsArrive() {
    pair(Policy.Fencing.REQUIRE);
    standby.hear(
        new Event.FencedByWord(
            standby.request(answers::add), World.NODES.get(owner.index), "admin"));
    run(500);
    assertInstanceOf(Outcome.Failed.class, answers.getFirst());
    assertEquals(0, standby.term());
  }

  @Test
  void anOwnerThatObeysIsMuteAndHeldBackWhenItAnswers() {
    pair(Policy.Fencing.REQUIRE);
    cut();
    standDown(owner, above(standby, owner.term()));
    run(60);
    assertEquals(List.of(Outcome.DONE), answers);
    assertFalse(owner.kernel.usable());
    assertTrue(hold(owner).orElseThrow().automatic());
    assertTrue(hold(owner).orElseThrow().reason().contains("fenced by " + standby.name()));
  }

  @Test
  void aNodeThatKnowsANewerTermRefuses() {
    pair(Policy.Fencing.REQUIRE);
    cut();
    standDown(owner, owner.term() - 1);
    run(20);
    assertInstanceOf(Outcome.Failed.class, answers.getFirst());
    assertEquals(Optional.empty(), hold(owner));
    assertNotEquals(0, owner.term());
  }

  /// Cuts a pair without devices in the middle of a handover, so that neither owns the group, both
  /// may claim it, and each has the other fenced first.
  ///
  /// @return how many are not held; -1 if only one of them fenced
  private int survivors(long seed, Core core) {
    World.Setting setting = History.setting(0, 2, 0.001, 0, 5 * MS, false, Policy.Fencing.REQUIRE);
    world = new World(seed, setting, core, true);
    world.switches = 0;
    world.run(5000 * MS);
    owner = world.owner();
    standby = world.other(owner);
    owner.handover();
    world.run(world.now + world.between(0, 30 * MS));
    cut();
    world.run(world.now + 3000 * MS);
    assertEquals(0, world.overlap);
    boolean both =
        World.NODES.stream()
            .allMatch(node -> world.log.stream().anyMatch(line -> line.contains(node + " fences")));
    return both
        ? (int) List.of(owner, standby).stream().filter(n -> hold(n).isEmpty()).count()
        : -1;
  }

  @Test
  void ofTwoThatFenceEachOtherExactlyOneSurvives() {
    int duels = 0;
    for (long seed = 1; duels < 50; seed++) {
      int survivors = survivors(seed, new Core());
      if (survivors >= 0) {
        duels++;
        assertEquals(1, survivors, "seed " + seed + "\n" + String.join("\n", world.log));
      }
    }
  }

  @Test
  void withoutTheComparisonOfTermsBothWouldFall() {
    Core core = Bare.without("NEWER_TERM_REFUSES");
    assertTrue(LongStream.range(1, 400).anyMatch(seed -> survivors(seed, core) == 0));
  }

  @Test
  void whoObeyedClaimsNothingBeforeTheOtherHeardItAgain() {
    pair(Policy.Fencing.NONE);
    cut();
    standDown(standby, above(owner, owner.term()));
    run(50);
    owner.crash();
    run(2500);
    assertEquals(0, standby.term());
  }

  @Test
  void whoObeyedTakesOverOnceThereWasContactAgain() {
    pair(Policy.Fencing.NONE);
    standDown(standby, above(owner, owner.term()));
    run(1000);
    assertTrue(hold(standby).isPresent());
    owner.crash();
    run(1000);
    assertNotEquals(0, standby.term());
  }

  @Test
  void whoObeyedDoesNotUnseatTheOwnerOnceItIsHeardAgain() {
    pair(Policy.Fencing.REQUIRE);
    world.login[standby.index] = false;
    long term = owner.term();
    cut();
    run(300);
    standDown(standby, above(owner, term));
    run(300);
    heal();
    for (int i = 0; i < 1000; i++) {
      run(1);
      assertNotEquals(0, owner.term(), "the owner surrendered");
    }
  }

  private static ClusterView.Hold tooManyFailures() {
    return new ClusterView.Hold("failed too often", "test", Instant.EPOCH, true);
  }

  @Test
  void aNodeThatIsSetBackIsTheSecondChoiceAndStillAChoice() {
    pair(Policy.Fencing.NONE);
    owner.hear(new Event.SetBack(tooManyFailures()));
    run(1000);
    assertNotEquals(0, owner.term(), "nothing moves by that");
    owner.handover();
    run(1000);
    assertNotEquals(0, standby.term());
    standby.crash();
    run(1000);
    assertNotEquals(0, owner.term());
  }

  @Test
  void aNodeThatIsSetBackLosesTheElectionAfterACommonStart() {
    pair(Policy.Fencing.NONE);
    SimNode first = world.nodes[0];
    first.hear(new Event.SetBack(tooManyFailures()));
    run(500);
    for (SimNode node : world.nodes) {
      node.crash();
      node.start();
    }
    run(3000);
    assertEquals(0, first.term());
    assertNotEquals(0, world.nodes[1].term());
  }

  private void rejoin(SimNode node, boolean withoutPeer) {
    answers.clear();
    node.hear(new Event.Rejoin(node.request(answers::add), withoutPeer));
    run(100);
  }

  @Test
  void rejoinWantsToSeeThePeerUnlessItIsSaidToBeGone() {
    pair(Policy.Fencing.NONE);
    standby.hear(new Event.SetBack(tooManyFailures()));
    owner.crash();
    Arrays.fill(world.toDevice[standby.index], false);
    run(300);
    rejoin(standby, false);
    assertInstanceOf(Outcome.Failed.class, answers.getFirst());
    assertTrue(answers.getFirst().toString().contains("--without-peer"), answers.toString());
    rejoin(standby, true);
    assertEquals(List.of(Outcome.DONE), answers);
    assertEquals(Optional.empty(), hold(standby));
  }

  @Test
  void anAutomaticHoldIsLiftedAfterTheQuietTimeThatIsSet() {
    pair(Policy.Fencing.NONE);
    Policy now = standby.policy;
    standby.policy =
        new Policy(
            now.self(),
            now.nodes(),
            now.timing(),
            now.groups(),
            now.devices(),
            Duration.ofMillis(800));
    standby.hear(new Event.SetBack(tooManyFailures()));
    run(700);
    assertTrue(hold(standby).isPresent());
    run(300);
    assertEquals(Optional.empty(), hold(standby));
  }

  @Test
  void anAdministratorsHoldIsNeverLiftedByItself() {
    pair(Policy.Fencing.NONE);
    Policy now = standby.policy;
    standby.policy =
        new Policy(
            now.self(),
            now.nodes(),
            now.timing(),
            now.groups(),
            now.devices(),
            Duration.ofMillis(200));
    standby.standby();
    run(2000);
    assertTrue(hold(standby).isPresent());
  }
}
