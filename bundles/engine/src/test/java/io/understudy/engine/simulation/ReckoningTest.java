package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Reckoning;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the calculator says, against the core itself and against dice.
class ReckoningTest {
  private static final long MS = World.MS;

  /// {@return how long nobody holds the address after the owner's end, in simulated time}
  private static Duration takeover(long seed) {
    World world =
        new World(seed, History.setting(3, 2, 0.1, MS / 2, 10 * MS, false), new Core(), true);
    world.run(5000 * MS + world.between(0, 100 * MS));
    int before = world.moves;
    long crashed = world.now;
    world.owner().crash();
    while (world.moves == before && world.now < crashed + 5000 * MS) {
      world.run(world.now + MS / 10);
    }
    return Duration.ofNanos(world.now - crashed);
  }

  @Test
  void noTakeoverTakesLongerThanWhatIsSaid() {
    long first = Long.getLong("understudy.seed", 1);
    Duration said = Reckoning.takeover(History.TIMING);
    Duration longest =
        LongStream.range(first, first + 300)
            .parallel()
            .mapToObj(ReckoningTest::takeover)
            .max(Duration::compareTo)
            .orElseThrow();
    System.out.printf("longest takeover %d ms, said %d ms%n", longest.toMillis(), said.toMillis());
    assertTrue(longest.compareTo(said) <= 0, longest + " is longer than " + said);
    assertTrue(
        longest.multipliedBy(4).compareTo(said.multipliedBy(3)) >= 0,
        "what is said is far from what happens: " + longest + ", " + said);
  }

  /// Beats get lost by dice; whoever misses as many in a row as the calculator says counts as
  /// silent.
  @Test
  void falseSuspicionsAreAsFrequentAsDiceSay() {
    Random dice = new Random(Long.getLong("understudy.seed", 20261126));
    double loss = 0.6;
    int chances = Reckoning.chances(Timing.DEFAULT);
    long beats = 20_000_000;
    int missed = 0;
    long suspicions = 0;
    for (long i = 0; i < beats; i++) {
      missed = dice.nextDouble() < loss ? missed + 1 : 0;
      suspicions += missed == chances ? 1 : 0;
    }
    double perDay = suspicions * (86_400_000.0 / 25) / beats;
    assertEquals(
        perDay, Reckoning.falsePerDay(Timing.DEFAULT, loss), 4 * perDay / Math.sqrt(suspicions));
  }

  @Test
  void moreLossMeansMoreSuspicionsAndALongerLeaseFewer() {
    double few = Reckoning.falsePerDay(Timing.DEFAULT, 0.1);
    assertTrue(Reckoning.falsePerDay(Timing.DEFAULT, 0.2) > few);
    Timing base = Timing.DEFAULT;
    Timing longer =
        new Timing(
            "longer",
            base.beat(),
            base.burst(),
            base.lease().multipliedBy(2),
            base.verdict(),
            base.pause(),
            base.margin(),
            base.window());
    assertTrue(Reckoning.falsePerDay(longer, 0.1) < few);
    assertTrue(Reckoning.takeover(longer).compareTo(Reckoning.takeover(base)) > 0);
  }

  @Test
  void withoutLossNobodyIsSuspected() {
    assertEquals(0, Reckoning.falsePerDay(Timing.DEFAULT, 0));
  }
}
