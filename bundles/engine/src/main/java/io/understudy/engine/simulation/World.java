package io.understudy.engine.simulation;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Two nodes, their paths and devices, on simulated time; and the checks. Deterministic by its
/// seed.
final class World {
  static final long MS = 1_000_000;
  static final GroupId WEB = new GroupId("web");
  static final List<NodeId> NODES = List.of(new NodeId("a"), new NodeId("b"));
  private static final PathId[] PATHS = {new PathId("lan"), new PathId("cross")};

  /// What a history runs with.
  ///
  /// @param slew the kernels' clocks run wrong by up to this share
  /// @param jitter of a wake-up, nanoseconds
  /// @param fsync longest write, nanoseconds
  /// @param failures orders to kernel and services fail now and then
  /// @param fencing the group's policy
  /// @param timing of both nodes, at first
  record Setting(
      int devices,
      int paths,
      double slew,
      long jitter,
      long fsync,
      boolean failures,
      Policy.Fencing fencing,
      Timing timing) {}

  final SplittableRandom rng;
  final Setting setting;
  final Core core;
  final SimNode[] nodes = new SimNode[2];
  final boolean[][] link;
  final boolean[] up;
  final boolean[][] toDevice;
  final boolean[][] fromDevice;
  final boolean[] mirrors;
  final long[][] queue;
  double loss;
  double deviceLoss;
  double duplicates;
  double replays;
  /// Whether a node can log in to the other one, or reach its power switch.
  final boolean[] login = {true, true};

  /// How many of the fences are power switches.
  double switches = 0.4;

  /// How long the data take to the successor in a handover.
  long flush;

  /// They don't get there.
  boolean flushFails;

  /// How often an order to stop services fails.
  double stopsFail;

  /// By how much longer services take to stop.
  long slowStop;

  boolean[] diskFull = new boolean[2];
  long now;
  long cutAt = -MS * 1000;

  /// No fault begins any more.
  boolean healed;

  /// Real time during which both, or at least one, held the address.
  long overlap;

  long firstOverlap = -1;
  long heldTime;
  int moves;
  int equalTerms;

  /// How often a node took the group over by itself although it knew that its copy is too old.
  int oldCopies;

  /// How often a node was elected although the other one's services might still run.
  int writers;

  /// How often a group was moved by itself to where it had failed lately.
  int pingPongs;

  private final boolean logging;
  final List<String> log = new ArrayList<>();
  private final Deque<Runnable> old = new ArrayDeque<>();
  private int lastOwner = -1;
  private long accounted;
  private long count;
  private final Map<Long, String> terms = new HashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>();

  private record Due(long at, long number, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  final Calm calm = new Calm(this);

  World(long seed, Setting setting, Core core, boolean logging) {
    rng = new SplittableRandom(seed);
    this.setting = setting;
    this.core = core;
    this.logging = logging;
    int n = setting.devices();
    link = new boolean[setting.paths()][2];
    queue = new long[setting.paths()][2];
    up = new boolean[n];
    mirrors = new boolean[n];
    toDevice = new boolean[2][n];
    fromDevice = new boolean[2][n];
    connect();
    Arrays.fill(up, true);
    Arrays.fill(mirrors, true);
    for (int i = 0; i < 2; i++) {
      nodes[i] = new SimNode(this, i);
      in(between(0, 25 * MS), nodes[i]::start);
    }
  }

  double random() {
    return rng.nextDouble();
  }

  boolean chance(double probability) {
    return rng.nextDouble() < probability;
  }

  long between(long least, long most) {
    return least + (long) (rng.nextDouble() * (most - least));
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[rng.nextInt(choices.length)];
  }

  void at(long time, Runnable what) {
    due.add(new Due(time, count++, what));
  }

  void in(long delay, Runnable what) {
    at(now + delay, what);
  }

  void run(long until) {
    while (!due.isEmpty() && due.peek().at <= until) {
      Due next = due.poll();
      now = next.at;
      next.what.run();
    }
    now = until;
    account();
  }

  void say(String what) {
    if (logging) {
      log.add("%9.1f  %s".formatted(now / 1e6, what));
    }
  }

  /// Counts who held the address since the last call. Before each change of a hold.
  void account() {
    long a = nodes[0].kernel.heldUntil;
    long b = nodes[1].kernel.heldUntil;
    long both = Math.min(Math.min(a, b), now) - accounted;
    if (both > 0) {
      if (firstOverlap < 0) {
        firstOverlap = accounted;
        say("*** TWO HOLDERS");
      }
      overlap += both;
    }
    long any = Math.min(Math.max(a, b), now) - accounted;
    if (any > 0) {
      heldTime += any;
    }
    accounted = now;
  }

  void owns(SimNode node, long term, int epoch) {
    String who = node.index + "/" + epoch;
    String before = terms.putIfAbsent(term, who);
    if (before != null && !before.equals(who)) {
      equalTerms++;
      say("*** EQUAL TERMS " + term);
    }
    if (lastOwner != node.index) {
      lastOwner = node.index;
      moves++;
    }
  }

  /// {@return whether any node ever owned: only then has a copy something to lack}
  boolean ownedBefore() {
    return lastOwner >= 0;
  }

  void tookOldCopy(SimNode node) {
    oldCopies++;
    say("*** %s TAKES OVER WITH A COPY THAT IS TOO OLD".formatted(node.name()));
  }

  void tookFromRunning(SimNode node) {
    writers++;
    say("*** %s IS ELECTED WHILE THE OTHER'S SERVICES MAY RUN".formatted(node.name()));
  }

  void movesTo(SimNode node) {
    if (node.failedLately()) {
      pingPongs++;
      say("*** IT MOVES BACK TO %s, WHERE IT FAILED".formatted(node.name()));
    }
  }

  // The network.

  void connect() {
    for (boolean[] directions : link) {
      Arrays.fill(directions, true);
    }
    for (int i = 0; i < 2; i++) {
      Arrays.fill(toDevice[i], true);
      Arrays.fill(fromDevice[i], true);
    }
  }

  void heal() {
    connect();
    Arrays.fill(up, true);
    Arrays.fill(mirrors, true);
    Arrays.fill(diskFull, false);
    Arrays.fill(login, true);
    for (long[] delays : queue) {
      Arrays.fill(delays, 0);
    }
    loss = 0;
    deviceLoss = 0;
    duplicates = 0;
    replays = 0;
    flush = 0;
    flushFails = false;
    stopsFail = 0;
    slowStop = 0;
    healed = true;
    for (SimNode node : nodes) {
      node.pauseWithinStep(0);
      node.fallIll(SimNode.Illness.NONE);
      if (node.objects) {
        node.copy(false);
      }
    }
    say("all healed");
  }

  void send(int from, Action.SendBeat sent) {
    SimNode to = nodes[1 - from];
    Beat beat = sent.beat();
    for (int p = 0; p < link.length; p++) {
      if (link[p][from] && !chance(loss)) {
        long delay = between(MS / 10, MS) + (long) (queue[p][from] * random());
        Event.Way way = new Event.Way.Direct(PATHS[p]);
        in(delay, () -> to.beat(beat, way));
        if (duplicates > 0 && chance(duplicates)) {
          in(delay + between(0, 500 * MS), () -> to.beat(beat, way));
        }
        if (replays > 0) {
          remember(() -> to.beat(beat, way));
        }
      }
    }
    if (sent.reflect()) {
      for (int d = 0; d < up.length; d++) {
        boolean passes = up[d] && mirrors[d] && toDevice[from][d] && fromDevice[1 - from][d];
        if (passes && !chance(deviceLoss) && !chance(deviceLoss)) {
          Event.Way way = new Event.Way.Reflected(device(d));
          in(between(MS / 5, 2 * MS), () -> to.beat(beat, way));
        }
      }
    }
  }

  /// Sends what it remembers again, for so many times.
  void replay(int times, long gap) {
    List<Runnable> all = new ArrayList<>(old);
    for (int i = 0; i < times && !all.isEmpty(); i++) {
      in(i * gap, all.get(rng.nextInt(all.size())));
    }
  }

  private void remember(Runnable replay) {
    old.add(replay);
    if (old.size() > 300) {
      old.poll();
    }
    if (chance(replays)) {
      List<Runnable> all = new ArrayList<>(old);
      in(between(0, 5 * MS), all.get(rng.nextInt(all.size())));
    }
  }

  void ping(SimNode from, long stamp) {
    int i = from.index;
    for (int d = 0; d < up.length; d++) {
      boolean passes = up[d] && toDevice[i][d] && fromDevice[i][d];
      if (passes && !chance(deviceLoss) && !chance(deviceLoss)) {
        DeviceId device = device(d);
        int life = from.life;
        in(
            between(MS / 5, 2 * MS),
            () -> {
              if (from.life == life) {
                from.hear(new Event.DeviceAnswered(device, stamp));
              }
            });
      }
    }
  }

  /// Whether an address probe of one node finds that the other answers, on the LAN (path 0).
  boolean answers(int prober) {
    return link[0][prober]
        && link[0][1 - prober]
        && !chance(loss)
        && !chance(loss)
        && nodes[1 - prober].kernel.usable();
  }

  private static final DeviceId[] DEVICES = {
    new DeviceId("d0"),
    new DeviceId("d1"),
    new DeviceId("d2"),
    new DeviceId("d3"),
    new DeviceId("d4")
  };

  static DeviceId device(int d) {
    return DEVICES[d];
  }

  /// {@return an owner, or any node}
  SimNode owner() {
    for (SimNode node : nodes) {
      if (node.alive() && node.term() != 0) {
        return node;
      }
    }
    return nodes[rng.nextInt(2)];
  }

  SimNode other(SimNode node) {
    return nodes[1 - node.index];
  }
}
