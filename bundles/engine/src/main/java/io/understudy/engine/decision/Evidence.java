package io.understudy.engine.decision;

import java.time.Duration;

/// What the reference devices say.
final class Evidence {
  static final long REST = Duration.ofSeconds(1).toNanos();
  static final long REST_WINDOW = Duration.ofMillis(3500).toNanos();
  static final long REFLECT_WINDOW = Duration.ofMillis(6500).toNanos();
  private static final long SCAN = Duration.ofMillis(1500).toNanos();

  private Evidence() {}

  static long reachedAtRest(Turn turn) {
    return turn.state.devices.reachedAtRest(turn.now - REST_WINDOW);
  }

  static long reflecting(Turn turn) {
    return turn.state.devices.reflecting(turn.now - REFLECT_WINDOW);
  }

  /// {@return devices reached at an instant just past, so that answers to later pings are in}
  static long present(Turn turn) {
    Devices devices = turn.state.devices;
    long burst = turn.burst();
    if (!turn.has(Rule.INSTANT)) {
      return devices.reachedSince(turn.now - 20 * burst);
    }
    long latest = turn.now - burst * 3 / 2;
    for (int i = devices.pings.length - 1; i >= 0; i--) {
      if (devices.pings[i] <= latest) {
        return turn.now - devices.pings[i] > 4 * burst
            ? 0
            : devices.reachedAt(devices.pings[i], 3 * burst);
      }
    }
    return 0;
  }

  /// {@return the newest own ping, sent before `latest`, at whose instant at least (or more than)
  /// half of every electorate of the group was reached; [Times#NEVER]: none}
  static long instant(Turn turn, Ownership own, long latest, boolean more) {
    Devices devices = turn.state.devices;
    long burst = turn.burst();
    for (int i = devices.pings.length - 1; i >= 0; i--) {
      long stamp = devices.pings[i];
      if (stamp < turn.now - 5 * burst && turn.has(Rule.INSTANT)) {
        return Times.NEVER;
      }
      if (stamp > latest) {
        continue;
      }
      long reached =
          turn.has(Rule.INSTANT)
              ? devices.reachedAt(stamp, more ? 3 * burst : 4 * burst)
              : devices.reachedSince(turn.now - 20 * burst);
      boolean enough =
          more
              ? moreThanHalf(turn, own, reached)
              : devices.atLeastHalf(reached, Electorates.binding(turn, own));
      if (enough) {
        return stamp;
      }
    }
    return Times.NEVER;
  }

  static boolean moreThanHalf(Turn turn, Ownership own, long reached) {
    Devices devices = turn.state.devices;
    return turn.has(Rule.MORE_THAN_HALF)
        ? devices.moreThanHalf(reached, Electorates.binding(turn, own))
        : devices.atLeastHalf(reached, Electorates.binding(turn, own));
  }

  /// A path that falls silent while another one works may mean that the LAN is dead: look at the
  /// devices in bursts for a while, on both nodes.
  static void scan(Turn turn) {
    State state = turn.state;
    Beat beat = state.peer.beat;
    boolean silent =
        turn.contact()
            && state.peer.paths.any(
                heard -> turn.now - heard > 3 * turn.slowBeat() && turn.now - heard < SCAN);
    if (silent && !state.silentPath) {
      state.scanUntil = turn.now + SCAN;
      turn.speak = true;
    }
    state.silentPath = silent;
    if (beat != null && beat.scanning() && turn.contact()) {
      state.joinUntil = turn.now + 3 * turn.slowBeat();
    }
  }
}
