package io.understudy.engine.simulation;

import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What can go wrong, one doing each.
final class Faults {
  private static final long MS = World.MS;

  private Faults() {}

  @FunctionalInterface
  interface Fault {
    void happen(World world);
  }

  /// A fault family: what is drawn from, how long it lasts, how far apart the faults are.
  record Family(String name, long from, long duration, List<Fault> faults, long... gaps) {
    Family after(long first) {
      return new Family(name, first, duration, faults, gaps);
    }
  }

  private static final long[] QUICK = {50, 120, 200, 300, 700, 2000};
  private static final long[] SLOW = {200, 700, 2000, 5000, 6000};

  static final List<Family> FAMILIES =
      List.of(
          family("start", 2000, QUICK),
          family("disjoint", 5000, QUICK, Faults::disjoint, Faults::disjoint, Faults::joined),
          family(
              "disjoint and devices",
              5000,
              QUICK,
              Faults::disjoint,
              Faults::joined,
              Faults::device,
              Faults::device),
          family(
              "overlapping", 5000, QUICK, Faults::overlapping, Faults::overlapping, Faults::joined),
          family("one-way", 5000, QUICK, Faults::oneWay, Faults::joined, Faults::oneWayDevice),
          family("pauses", 5000, QUICK, Faults::pause),
          family(
              "pauses and partitions",
              5000,
              QUICK,
              Faults::pause,
              Faults::pause,
              Faults::disjoint,
              Faults::joined),
          family("restarts", 5000, QUICK, Faults::restart),
          family(
              "restarts and partitions",
              5000,
              QUICK,
              Faults::restart,
              Faults::disjoint,
              Faults::joined,
              Faults::device),
          family(
              "electorate",
              20_000,
              SLOW,
              Faults::voters,
              Faults::voters,
              Faults::voters,
              Faults::disjointUp,
              Faults::joined),
          family(
              "electorate and restarts",
              20_000,
              SLOW,
              Faults::voters,
              Faults::voters,
              Faults::voters,
              Faults::disjointUp,
              Faults::joined,
              Faults::restart),
          family("loss", 5000, QUICK, Faults::lossy),
          family(
              "delays and orders",
              6000,
              QUICK,
              Faults::delays,
              Faults::order,
              Faults::order,
              Faults::joined,
              Faults::disjoint),
          family(
              "queues and partitions",
              6000,
              QUICK,
              Faults::queueAndCut,
              Faults::delays,
              Faults::disjoint,
              Faults::joined,
              Faults::joined),
          family("cut and hung", 6000, QUICK, Faults::cutAndHung, Faults::joined, Faults::joined),
          family(
              "replays",
              6000,
              QUICK,
              Faults::replays,
              Faults::restart,
              Faults::order,
              Faults::delays),
          family(
              "planned pauses",
              8000,
              QUICK,
              Faults::planned,
              Faults::planned,
              Faults::pause,
              Faults::disjoint,
              Faults::joined,
              Faults::joined),
          family(
              "planned pauses and restarts",
              8000,
              QUICK,
              Faults::planned,
              Faults::planned,
              Faults::restart,
              Faults::order),
          family(
              "timings",
              6000,
              QUICK,
              Faults::timing,
              Faults::timing,
              Faults::disjoint,
              Faults::joined,
              Faults::pause),
          family(
              "disk",
              6000,
              QUICK,
              Faults::disk,
              Faults::restart,
              Faults::order,
              Faults::disjoint,
              Faults::joined),
          family(
              "fencing",
              8000,
              QUICK,
              Faults::disjoint,
              Faults::joined,
              Faults::joined,
              Faults::login,
              Faults::pause,
              Faults::crashAndWord,
              Faults::oneWay),
          family(
              "fencing and sides",
              8000,
              QUICK,
              Faults::disjoint,
              Faults::disjoint,
              Faults::disjoint,
              Faults::login,
              Faults::login,
              Faults::joined),
          family(
              "fencing, all",
              8000,
              QUICK,
              Faults::disjoint,
              Faults::overlapping,
              Faults::joined,
              Faults::joined,
              Faults::login,
              Faults::oneWay,
              Faults::oneWayDevice,
              Faults::pause,
              Faults::restart,
              Faults::device,
              Faults::delays,
              Faults::order,
              Faults::replays,
              Faults::planned,
              Faults::crashAndWord,
              Faults::disk),
          family(
              "copies",
              8000,
              QUICK,
              Faults::copy,
              Faults::copy,
              Faults::copy,
              Faults::disjoint,
              Faults::joined,
              Faults::joined,
              Faults::restart,
              Faults::order,
              Faults::crashAndAlone,
              Faults::pause),
          family(
              "fencing and copies",
              8000,
              QUICK,
              Faults::copy,
              Faults::copy,
              Faults::disjoint,
              Faults::joined,
              Faults::login,
              Faults::crashAndWord,
              Faults::order),
          family(
              "services",
              8000,
              QUICK,
              Faults::services,
              Faults::services,
              Faults::services,
              Faults::disjoint,
              Faults::joined,
              Faults::joined,
              Faults::restart,
              Faults::order,
              Faults::pause),
          family(
                  "no reflection",
                  18_000,
                  QUICK,
                  Faults::overlapping,
                  Faults::disjoint,
                  Faults::joined,
                  Faults::oneWay)
              .after(13_000),
          family(
              "all",
              8000,
              QUICK,
              Faults::disjoint,
              Faults::overlapping,
              Faults::joined,
              Faults::joined,
              Faults::joined,
              Faults::oneWay,
              Faults::oneWayDevice,
              Faults::pause,
              Faults::restart,
              Faults::device,
              Faults::lossy,
              Faults::delays,
              Faults::order,
              Faults::replays,
              Faults::planned,
              Faults::timing,
              Faults::disk));

  private static Family family(String name, long duration, long[] gaps, Fault... faults) {
    return new Family(name, 1500, duration, List.of(faults), gaps);
  }

  static Family named(String name) {
    return FAMILIES.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /// A clean partition: each device is with one of the nodes, and for longer than a few pings need
  /// to see it. A device that changes sides faster than that can deceive both nodes.
  static void disjoint(World world) {
    if (world.healed || world.now - world.cutAt < 60 * MS) {
      return;
    }
    world.cutAt = world.now;
    StringBuilder said = new StringBuilder("partition: devices with ");
    for (int d = 0; d < world.up.length; d++) {
      int side = world.rng.nextInt(2);
      said.append(World.NODES.get(side).name());
      for (int i = 0; i < 2; i++) {
        world.toDevice[i][d] = i == side;
        world.fromDevice[i][d] = i == side;
      }
    }
    cut(world);
    world.say(said.toString());
  }

  static void disjointUp(World world) {
    Arrays.fill(world.up, true);
    disjoint(world);
  }

  private static void cut(World world) {
    for (boolean[] directions : world.link) {
      Arrays.fill(directions, false);
    }
  }

  /// Anything may reach anything.
  static void overlapping(World world) {
    for (int d = 0; d < world.up.length; d++) {
      for (int i = 0; i < 2; i++) {
        world.toDevice[i][d] = world.fromDevice[i][d] = world.chance(0.75);
      }
    }
    for (boolean[] directions : world.link) {
      Arrays.fill(directions, world.chance(0.25));
    }
    world.say(
        "overlapping: links %s, a %s, b %s"
            .formatted(
                Arrays.deepToString(world.link),
                Arrays.toString(world.toDevice[0]),
                Arrays.toString(world.toDevice[1])));
  }

  static void joined(World world) {
    world.connect();
    world.say("connected");
  }

  static void oneWay(World world) {
    int i = world.rng.nextInt(2);
    for (boolean[] directions : world.link) {
      directions[i] = false;
    }
    world.say("no beats from " + World.NODES.get(i));
  }

  static void oneWayDevice(World world) {
    int d = world.rng.nextInt(world.up.length);
    (world.chance(0.5) ? world.toDevice : world.fromDevice)[world.rng.nextInt(2)][d] = false;
    world.say("one way to device " + d + " is cut");
  }

  static void device(World world) {
    int d = world.rng.nextInt(world.up.length);
    world.up[d] = !world.up[d];
    world.say("device " + d + (world.up[d] ? " up" : " down"));
  }

  /// In contact: ways to devices break for seconds.
  static void voters(World world) {
    int d = world.rng.nextInt(world.up.length);
    switch (world.rng.nextInt(4)) {
      case 0 -> world.up[d] = !world.up[d];
      case 1 -> {
        int i = world.rng.nextInt(2);
        world.toDevice[i][d] = world.fromDevice[i][d] = world.chance(0.4);
      }
      case 2 -> {
        for (int i = 0; i < 2; i++) {
          world.toDevice[i][d] = world.fromDevice[i][d] = false;
        }
      }
      default -> oneWay(world);
    }
    world.say(
        "devices up %s, a %s, b %s"
            .formatted(
                Arrays.toString(world.up),
                Arrays.toString(world.toDevice[0]),
                Arrays.toString(world.toDevice[1])));
  }

  static void pause(World world) {
    SimNode node = world.chance(0.6) ? world.owner() : world.nodes[world.rng.nextInt(2)];
    long span = (long) (world.pick(60, 150, 300, 300, 600, 2000) * (0.8 + 0.4 * world.random()));
    if (world.chance(0.4)) {
      node.pauseWithinStep(span * MS);
    } else {
      node.pause(span * MS);
    }
  }

  static void restart(World world) {
    SimNode node = world.nodes[world.rng.nextInt(2)];
    if (world.chance(0.5)) {
      node.crash();
    } else {
      node.kill();
    }
    world.in(world.pick(20, 100, 300, 1000, 3000) * MS, node::start);
  }

  static void login(World world) {
    int i = world.rng.nextInt(2);
    world.login[i] = !world.login[i];
    world.say("%s %s log in".formatted(World.NODES.get(i), world.login[i] ? "can" : "can't"));
  }

  /// A node loses its power; the administrator sees that, says so, and starts it later.
  static void crashAndWord(World world) {
    SimNode node = world.nodes[world.rng.nextInt(2)];
    node.crash();
    int life = node.life;
    world.in(
        world.between(0, 600 * MS),
        () -> {
          if (node.life == life) {
            world.other(node).fencedByWord();
          }
        });
    world.in(world.pick(800, 2000) * MS, node::start);
  }

  /// The owner hears its standby late, and no device helps by reflecting; then it is cut off.
  static void queueAndCut(World world) {
    Arrays.fill(world.mirrors, false);
    SimNode owner = world.owner();
    for (long[] directions : world.queue) {
      directions[owner.index] = 0;
      directions[1 - owner.index] = 400 * MS;
    }
    world.in(world.between(200 * MS, 1000 * MS), () -> disjoint(world));
  }

  /// The owner is cut off, and hangs just before its lease is over.
  static void cutAndHung(World world) {
    disjoint(world);
    SimNode owner = world.owner();
    world.in(world.between(100 * MS, 260 * MS), () -> owner.pause(600 * MS));
  }

  static void lossy(World world) {
    world.loss = world.pick(0.0, 0.2, 0.4, 0.4);
    world.deviceLoss = world.pick(0.0, 0.0, 0.1, 0.3);
    world.say("loss %.1f, of devices %.1f".formatted(world.loss, world.deviceLoss));
  }

  static void delays(World world) {
    long[] directions = world.queue[world.rng.nextInt(world.queue.length)];
    directions[0] = world.pick(0, 100, 400) * MS;
    directions[1] = world.pick(0, 100, 400) * MS;
    world.duplicates = world.pick(0.0, 0.1, 0.3);
    world.say("delays up to %d and %d ms".formatted(directions[0] / MS, directions[1] / MS));
  }

  static void replays(World world) {
    world.replays = world.pick(0.0, 0.05, 0.3);
    world.duplicates = world.pick(0.0, 0.3);
    world.say("replays %.2f".formatted(world.replays));
  }

  static void order(World world) {
    SimNode node = world.owner();
    switch (world.rng.nextInt(5)) {
      case 0 -> node.handover();
      case 1 -> world.other(node).handover();
      case 2 -> {
        node.standby();
        world.in(2000 * MS, node::rejoin);
      }
      case 3 -> {
        node.rejoin();
        world.other(node).rejoin();
      }
      default -> {
        node.maintain(true);
        world.in(1000 * MS, () -> node.maintain(false));
      }
    }
  }

  /// A copy becomes too old, or good; and what a handover has to bring changes.
  static void copy(World world) {
    SimNode node = world.nodes[world.rng.nextInt(2)];
    node.copy(!node.objects);
    world.flush = world.pick(0, 0, 50, 400, 3000) * MS;
    world.flushFails = world.chance(0.2);
  }

  /// Services fall ill, or get well, and are more or less willing to stop.
  static void services(World world) {
    SimNode node = world.chance(0.7) ? world.owner() : world.nodes[world.rng.nextInt(2)];
    SimNode.Illness[] all = SimNode.Illness.values();
    node.fallIll(all[world.rng.nextInt(all.length)]);
    world.stopsFail = world.pick(0.0, 0.0, 0.5);
    world.slowStop = world.pick(0, 0, 0, 300, 2000) * MS;
  }

  /// A node loses its power; the administrator sees that, tells the other one to take the group
  /// over as it is, and starts the node later.
  static void crashAndAlone(World world) {
    SimNode node = world.nodes[world.rng.nextInt(2)];
    node.crash();
    int life = node.life;
    world.in(
        world.between(0, 600 * MS),
        () -> {
          if (node.life == life) {
            world.other(node).claimAlone();
          }
        });
    world.in(world.pick(1200, 3000) * MS, node::start);
  }

  static void planned(World world) {
    SimNode node = world.chance(0.7) ? world.owner() : world.nodes[world.rng.nextInt(2)];
    Timing next = world.chance(0.8) ? node.policy.timing() : timings(world);
    node.planned(world.pick(100, 300, 700, 1300, 2500) * MS, next);
  }

  static void timing(World world) {
    SimNode node = world.nodes[world.rng.nextInt(2)];
    node.retime(timings(world));
  }

  static final Timing SLOW_TIMING = scaled("slow", 60, 25, 600, 300, 2000);
  static final Timing FAST_TIMING = scaled("fast", 10, 4, 88, 48, 1000);

  private static Timing timings(World world) {
    return switch (world.rng.nextInt(4)) {
      case 0 -> History.TIMING;
      case 1 -> SLOW_TIMING;
      case 2 -> FAST_TIMING;
      default -> scaled("longer verdict", 25, 10, 220, 200, 1500);
    };
  }

  private static Timing scaled(
      String name, long beat, long burst, long lease, long verdict, long pause) {
    return new Timing(
        name,
        Duration.ofMillis(beat),
        Duration.ofMillis(burst),
        Duration.ofMillis(lease),
        Duration.ofMillis(verdict),
        Duration.ofMillis(pause),
        Duration.ofMillis(15),
        Duration.ofMillis(6000));
  }

  static void disk(World world) {
    world.calm.slowly();
    int i = world.rng.nextInt(2);
    world.diskFull[i] = !world.diskFull[i];
    world.say("disk of %s %s".formatted(World.NODES.get(i), world.diskFull[i] ? "full" : "good"));
  }
}
