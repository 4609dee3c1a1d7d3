package io.understudy.engine.simulation;

import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Event;
import java.time.Instant;

/// The fences of the simulated pair: a login that asks for a stand-down, and a power switch. Either
/// takes its time, fails, has its effect without an answer, or answers late.
final class SimFence {
  private static final long MS = World.MS;
  private static final long LIMIT = 2000 * MS;

  private final World world;
  private final SimNode asker;
  private final SimNode victim;
  private final Action.Fence order;
  private final int life;
  private boolean ended;

  private SimFence(World world, SimNode asker, Action.Fence order) {
    this.world = world;
    this.asker = asker;
    this.victim = world.other(asker);
    this.order = order;
    this.life = asker.life;
  }

  static void fence(World world, SimNode asker, Action.Fence order) {
    SimFence fence = new SimFence(world, asker, order);
    world.calm.slowly();
    world.say("%s fences %s, term %s".formatted(asker.name(), fence.victim.name(), order.term()));
    world.in(LIMIT, () -> fence.end(0, new Outcome.Unknown("no answer in time"), Term.NONE));
    if (!world.login[asker.index]) {
      return;
    }
    if (world.chance(world.switches)) {
      world.in(fence.delay(), fence::power);
    } else {
      world.in(fence.delay(), fence::standDown);
    }
  }

  private long delay() {
    return world.pick(1, 5, 20, 100, 500) * MS;
  }

  /// The answer is on its way back, and may get lost.
  private void end(long delay, Outcome outcome, Term newer) {
    if (delay > 0 && world.chance(0.15)) {
      return;
    }
    world.in(
        delay,
        () -> {
          if (!ended && asker.life == life) {
            ended = true;
            asker.hear(new Event.Fenced(order.group(), order.op(), outcome, newer));
          }
        });
  }

  private void standDown() {
    if (victim.alive() && !victim.paused()) {
      int during = victim.life;
      long request = victim.request(outcome -> answered(during, outcome));
      victim.hear(
          new Event.StandDown(
              request, order.group(), order.term(), World.NODES.get(asker.index), Instant.EPOCH));
    } else if (victim.termOnDisk() > order.term().value()) {
      refused(victim.termOnDisk());
    } else {
      world.say(victim.name() + " doesn't answer: its process is ended");
      victim.standDownByForce(order.term().value());
      world.in(1000 * MS, victim::start);
      end(delay(), Outcome.DONE, Term.NONE);
    }
  }

  private void answered(int during, Outcome outcome) {
    if (outcome instanceof Outcome.Failed && victim.life == during) {
      refused(victim.knownTerm());
    } else {
      end(delay(), outcome, Term.NONE);
    }
  }

  private void refused(long term) {
    end(delay(), new Outcome.Failed("refused"), new Term(term));
  }

  private void power() {
    if (world.chance(0.1)) {
      end(delay(), new Outcome.Failed("the switch doesn't obey"), Term.NONE);
      return;
    }
    victim.crash();
    world.in(world.between(500 * MS, 3000 * MS), victim::start);
    end(delay(), Outcome.DONE, Term.NONE);
  }
}
