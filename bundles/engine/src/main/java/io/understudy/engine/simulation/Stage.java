package io.understudy.engine.simulation;

import io.understudy.api.Rehearsal;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.util.Arrays;

/// Plays a fault some times on a healthy pair of nodes: each time with other clocks, delays and
/// phases.
///
/// @param timing of both nodes
/// @param devices how many reference devices there are; five at most are played
/// @param paths how many ways there are between the nodes; two at most are played
public record Stage(Timing timing, int devices, int paths) {
  private static final long MS = World.MS;
  private static final int MOST_DEVICES = 5;
  private static final int MOST_PATHS = 2;

  /// Until the electorate is agreed upon, which takes some seconds at rest.
  private static final Duration FIRST = Duration.ofSeconds(6);

  private static final int LEASES = 25;

  /// Who is struck.
  public enum Whom {
    OWNER,
    STANDBY
  }

  private record Ending(boolean moved, long nobody, long both) {}

  /// @throws IllegalArgumentException if no node owns the group before the fault
  public Rehearsal.Result play(Rehearsal.Fault fault, Whom whom, int times) {
    Ending[] endings = new Ending[times];
    for (int i = 0; i < times; i++) {
      endings[i] = once(fault, whom, i + 1L);
    }
    long[] nobody = Arrays.stream(endings).mapToLong(Ending::nobody).sorted().toArray();
    return new Rehearsal.Result(
        times,
        (int) Arrays.stream(endings).filter(Ending::moved).count(),
        Duration.ofNanos(nobody[times / 2]),
        Duration.ofNanos(nobody[times - 1]),
        Duration.ofNanos(Arrays.stream(endings).mapToLong(Ending::both).max().orElse(0)));
  }

  private Ending once(Rehearsal.Fault fault, Whom whom, long seed) {
    World.Setting setting =
        new World.Setting(
            Math.min(devices, MOST_DEVICES),
            Math.clamp(paths, 1, MOST_PATHS),
            0.001,
            MS / 2,
            3 * MS,
            false,
            Policy.Fencing.NONE,
            timing);
    World world = new World(seed, setting, new Core(), false);
    long calm = LEASES * timing.lease().toNanos() + 2 * timing.claimWait().toNanos();
    world.run(FIRST.toNanos() + calm + world.between(0, timing.beat().toNanos()));
    if (world.moves != 1) {
      throw new IllegalArgumentException(
          "with these settings no node of the simulated pair owns anything %d s after the start"
              .formatted(world.now / 1_000_000_000));
    }
    world.account();
    long began = world.now;
    long held = world.heldTime;
    SimNode owner = world.owner();
    strike(world, whom == Whom.OWNER ? owner : world.other(owner), fault);
    world.in(fault.lasts().toNanos(), world::heal);
    world.run(began + fault.lasts().toNanos() + calm);
    return new Ending(world.moves > 1, world.now - began - (world.heldTime - held), world.overlap);
  }

  private static void strike(World world, SimNode victim, Rehearsal.Fault fault) {
    switch (fault.kind()) {
      case CRASH -> victim.crash();
      case HANG -> victim.pause(fault.lasts().toNanos());
      case CUT -> Arrays.stream(world.link).forEach(way -> Arrays.fill(way, false));
      case ISOLATION -> {
        Arrays.stream(world.link).forEach(way -> Arrays.fill(way, false));
        Arrays.fill(world.toDevice[victim.index], false);
        Arrays.fill(world.fromDevice[victim.index], false);
      }
      case DEVICES -> Arrays.fill(world.up, false);
      case LOSS -> {
        world.loss = fault.share();
        world.deviceLoss = fault.share();
      }
    }
  }
}
