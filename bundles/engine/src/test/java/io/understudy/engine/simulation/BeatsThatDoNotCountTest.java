package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.PathId;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Bare;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Single beats against an owner in good health (R2). Each test also shows that a core without the
/// rule would fall for the beat.
class BeatsThatDoNotCountTest {
  private static final long MS = World.MS;

  private final World world =
      new World(1, History.setting(3, 1, 0, 0, MS, false), new Core(), false);
  private final SimNode owner;
  private final Beat good;

  BeatsThatDoNotCountTest() {
    world.run(5000 * MS);
    owner = world.owner();
    good = Bare.lastBeat(owner.state);
  }

  private Beat beat(long incarnation, long named, long sequence, long echo) {
    return new Beat(
        good.from(),
        good.to(),
        incarnation,
        named,
        true,
        sequence,
        good.stamp(),
        echo,
        good.tempo(),
        good.regard(),
        good.age(),
        good.directAge(),
        good.majority(),
        good.held(),
        good.setBack(),
        good.maintenance(),
        good.unsure(),
        good.scanning(),
        good.reached(),
        good.reflecting(),
        good.present(),
        good.stall(),
        good.sections());
  }

  private Step hear(Core core, Beat beat) {
    Event.Way way = new Event.Way.Direct(new PathId("lan"));
    return core.step(
        owner.state, new Event.BeatArrived(beat, owner.clock(), way), owner.clock(), owner.policy);
  }

  private boolean renews(Core core, Beat beat) {
    return Bare.leaseUntil(hear(core, beat).next(), World.WEB)
        > Bare.leaseUntil(owner.state, World.WEB);
  }

  @Test
  void theNextGrantRenewsTheLease() {
    Beat next = beat(good.incarnation(), good.named(), good.sequence() + 1, owner.clock());
    assertTrue(renews(new Core(), next));
  }

  @Test
  void aGrantForAnotherLifeOfThisNodeRenewsNothing() {
    Beat stray = beat(good.incarnation(), 42, good.sequence() + 1, owner.clock());
    assertFalse(renews(new Core(), stray));
    assertTrue(renews(Bare.without("INCARNATION"), stray));
  }

  @Test
  void aGrantOfADeadLifeOfThePeerRenewsNothing() {
    Beat dead = beat(42, good.named(), 1, good.echo());
    assertFalse(renews(new Core(), dead));
    assertEquals(42, Bare.peerIncarnation(hear(Bare.without("INCARNATION"), dead).next()));
  }

  @Test
  void anUnknownLifeOfThePeerIsAnsweredAndChangesNothing() {
    Beat hello = beat(42, 0, 1, Beat.NEVER);
    Step step = hear(new Core(), hello);
    assertEquals(good.incarnation(), Bare.peerIncarnation(step.next()));
    List<Beat> answers =
        step.actions().stream()
            .filter(Action.SendBeat.class::isInstance)
            .map(action -> ((Action.SendBeat) action).beat())
            .filter(answer -> answer.named() == 42)
            .toList();
    assertEquals(1, answers.size());
    assertFalse(answers.getFirst().acquainted());
    assertEquals(hello.stamp(), answers.getFirst().echo());
    assertTrue(answers.getFirst().sections().isEmpty());
  }

  @Test
  void aNewLifeThatAnswersAFreshStampIsMet() {
    Beat proof = beat(42, good.named(), 1, owner.clock());
    assertEquals(42, Bare.peerIncarnation(hear(new Core(), proof).next()));
  }

  @Test
  void anOlderBeatRenewsNothing() {
    Beat older = beat(good.incarnation(), good.named(), good.sequence() - 1, owner.clock());
    assertFalse(renews(new Core(), older));
    assertTrue(renews(Bare.without("SEQUENCE"), older));
  }
}
