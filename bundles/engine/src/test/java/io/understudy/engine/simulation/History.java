package io.understudy.engine.simulation;

import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// One random history of a fault family, and what it shows.
///
/// @param overlap nanoseconds with two holders
/// @param equalTerms how often two ownerships had one term
/// @param oldCopies how often a node took over by itself what it had too old a copy of
/// @param writers how often a node was elected while the other one's services might still run
/// @param pingPongs how often it moved by itself to where its services had failed
/// @param calm there was no total outage while a node had to hold it ([Calm]), and at the end, all
///     faults healed, one node owned it all the time
record History(
    String family,
    long seed,
    long overlap,
    int equalTerms,
    int oldCopies,
    int writers,
    int pingPongs,
    boolean calm,
    int moves,
    List<String> log) {
  private static final long MS = World.MS;

  /// The default profile, with windows that fit into a history.
  static final Timing TIMING =
      new Timing(
          "default",
          Timing.DEFAULT.beat(),
          Timing.DEFAULT.burst(),
          Timing.DEFAULT.lease(),
          Timing.DEFAULT.verdict(),
          Duration.ofMillis(1500),
          Timing.DEFAULT.margin(),
          Duration.ofMillis(3000));

  static World.Setting setting(
      int devices,
      int paths,
      double slew,
      long jitter,
      long fsync,
      boolean failures,
      Policy.Fencing fencing) {
    return new World.Setting(devices, paths, slew, jitter, fsync, failures, fencing, TIMING);
  }

  /// {@return one without fences}
  static World.Setting setting(
      int devices, int paths, double slew, long jitter, long fsync, boolean failures) {
    return setting(devices, paths, slew, jitter, fsync, failures, Policy.Fencing.NONE);
  }

  boolean safe() {
    return overlap == 0 && equalTerms == 0 && oldCopies == 0 && writers + pingPongs == 0;
  }

  boolean good() {
    return safe() && calm;
  }

  /// With fencing there may be none: then the fence alone decides.
  private static int devices(Faults.Family family, SplittableRandom rng) {
    return family.name().equals("fencing") ? rng.nextInt(5) : 1 + rng.nextInt(5);
  }

  static History run(Faults.Family family, long seed, Core core, boolean logging) {
    SplittableRandom rng = new SplittableRandom(seed * 7919 + family.name().hashCode());
    World.Setting setting =
        setting(
            devices(family, rng),
            1 + rng.nextInt(2),
            rng.nextInt(4) == 0 ? 0.083 : 0.001,
            rng.nextInt(4) == 0 ? 5 * MS : MS / 2,
            rng.nextInt(3) == 0 ? 50 * MS : 3 * MS,
            true,
            family.name().startsWith("fencing")
                ? rng.nextBoolean() ? Policy.Fencing.REQUIRE : Policy.Fencing.ATTEMPT
                : Policy.Fencing.NONE);
    World world = new World(rng.nextLong(), setting, core, logging);
    world.say("%s, seed %d: %s".formatted(family.name(), seed, setting));
    if (family.name().equals("no reflection")) {
      for (int d = 0; d < world.mirrors.length; d++) {
        world.mirrors[d] = rng.nextInt(3) == 0;
      }
    }
    long time = family.from();
    while (!family.faults().isEmpty() && time < family.duration()) {
      Faults.Fault fault = family.faults().get(rng.nextInt(family.faults().size()));
      world.at(
          time * MS,
          () -> {
            world.calm.disturbed();
            fault.happen(world);
          });
      long gap = family.gaps()[rng.nextInt(family.gaps().length)];
      time += (long) (gap * (0.5 + rng.nextDouble()));
    }
    world.run(family.duration() * MS);
    world.calm.disturbed();
    world.heal();
    for (SimNode node : world.nodes) {
      node.retime(TIMING);
    }
    world.run(world.now + 500 * MS);
    for (SimNode node : world.nodes) {
      node.start();
    }
    world.run(world.now + 300 * MS); // a node that has just started refuses to rejoin
    for (SimNode node : world.nodes) {
      node.rejoin();
      node.maintain(false);
    }
    world.run(world.now + 4000 * MS);
    int moves = world.moves;
    long held = world.heldTime;
    world.run(world.now + 1000 * MS);
    boolean one = (world.nodes[0].term() != 0) != (world.nodes[1].term() != 0);
    world.calm.disturbed();
    boolean calm =
        one && world.calm.outages == 0 && moves == world.moves && world.heldTime - held >= 990 * MS;
    return new History(
        family.name(),
        seed,
        world.overlap,
        world.equalTerms,
        world.oldCopies,
        world.writers,
        world.pingPongs,
        calm,
        world.moves,
        logging ? world.log : List.of());
  }
}
