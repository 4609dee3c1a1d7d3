package io.understudy.engine.simulation;

import java.util.Arrays;

/// Watches for a total outage: from some time after the last disturbance until the next one the
/// address must be held at every instant, as long as there is a node that has to hold it. That is
/// so while two healthy nodes hear each other, or one healthy node that lately did still reaches
/// more than half of the devices.
final class Calm {
  private static final long MS = World.MS;

  /// Between the mute of a handover and the claim that follows it one message travels.
  private static final long HANDOVER = 3 * MS;

  /// What a takeover may take, a failed order and its repetition included.
  private static final long SETTLING = 900 * MS;

  /// The same where a planned pause, a fence or the next attempt to write to the disk is waited
  /// for.
  private static final long SLOWLY = 4000 * MS;

  /// The right to claim ends 2.7 s after the last contact with the timing of histories.
  private static final long RIGHT = 2400 * MS;

  /// Nodes that meet have the right to claim after a few messages, each with its delay.
  private static final long MEETING = 10 * MS;

  private final World world;
  private long disturbances;
  private long disturbedAt;
  private long since = -1;
  private long held;
  private long slowAt = -SLOWLY;
  private long togetherAt = -RIGHT;
  private final int[] lives = new int[2];
  private boolean devicesTouched;
  int outages;

  /// Time during which somebody had to hold it.
  long watched;

  Calm(World world) {
    this.world = world;
  }

  /// Something is about to change, or the history is over.
  void disturbed() {
    check();
    disturbedAt = world.now;
    since = -1;
    long number = ++disturbances;
    long settling = world.now - slowAt < SLOWLY ? SLOWLY : SETTLING;
    world.in(
        settling,
        () -> {
          if (disturbances == number) {
            world.account();
            since = world.now;
            held = world.heldTime;
          }
        });
  }

  /// The same, and it may take longer until somebody owns it.
  void slowly() {
    slowAt = world.now;
    disturbed();
  }

  private void check() {
    boolean together = together();
    if (together && world.now - disturbedAt >= MEETING) {
      togetherAt = world.now;
      for (SimNode node : world.nodes) {
        lives[node.index] = node.life;
      }
    }
    if (since >= 0) {
      world.account();
      long without = world.now - since - (world.heldTime - held);
      if (together || survivor(world.nodes[0]) || survivor(world.nodes[1])) {
        watched += world.now - since;
        if (without > HANDOVER) {
          outages++;
          world.say("*** NOBODY HELD IT FOR %d ms".formatted(without / MS));
        }
      }
    }
    devicesTouched |= !devicesGood();
  }

  private boolean well(SimNode node) {
    return node.alive() && !node.paused() && !world.diskFull[node.index] && node.mayOwn();
  }

  private boolean clear() {
    return world.loss == 0
        && world.deviceLoss == 0
        && Arrays.stream(world.queue).flatMapToLong(Arrays::stream).allMatch(delay -> delay == 0);
  }

  private boolean together() {
    boolean linked = true;
    for (boolean[] directions : world.link) {
      linked &= directions[0] && directions[1];
    }
    boolean somebody = world.nodes[0].mayTake() || world.nodes[1].mayTake();
    return linked && clear() && well(world.nodes[0]) && well(world.nodes[1]) && somebody;
  }

  /// {@return whether a node that was with the other lately must hold it by the devices' word}
  private boolean survivor(SimNode node) {
    SimNode other = world.other(node);
    boolean cut = !other.alive();
    if (!cut) {
      cut = true;
      for (boolean[] directions : world.link) {
        cut &= !directions[0] && !directions[1];
      }
    }
    int reached = 0;
    for (int d = 0; d < world.up.length; d++) {
      boolean whole = world.toDevice[node.index][d] && world.fromDevice[node.index][d];
      reached += world.up[d] && whole ? 1 : 0;
    }
    return cut
        && !devicesTouched
        && clear()
        && well(node)
        && (node.mayTake() || node.term() != 0)
        && world.setting.fencing() == io.understudy.engine.decision.Policy.Fencing.NONE
        && lives[node.index] == node.life
        && world.now - togetherAt < RIGHT
        && 2 * reached > world.up.length;
  }

  private boolean devicesGood() {
    boolean good = true;
    for (int d = 0; d < world.up.length; d++) {
      good &= world.up[d] && world.mirrors[d];
      for (int i = 0; i < 2; i++) {
        good &= world.toDevice[i][d] && world.fromDevice[i][d];
      }
    }
    return good;
  }
}
