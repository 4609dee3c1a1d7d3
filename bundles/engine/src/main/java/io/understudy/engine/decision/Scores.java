package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import java.time.Duration;
import java.util.Set;

/// In contact: an owner that does worse than its peer hands over gracefully, damped. What neither
/// reaches is no reason.
final class Scores {
  private static final long DAMPED = Duration.ofSeconds(3).toNanos();
  private static final long SETTLED = Duration.ofSeconds(4).toNanos();
  private static final long BETWEEN_MOVES = Duration.ofSeconds(10).toNanos();
  private static final long SCANNED = Duration.ofMillis(120).toNanos();

  private Scores() {}

  static void settle(Turn turn, Ownership own) {
    State state = turn.state;
    Beat beat = state.peer.beat;
    Beat.Section peer = state.peer.section(own.group);
    if (!own.owner()
        || own.handing != null
        || beat == null
        || peer == null
        || !turn.contact()
        || turn.maintenance()
        || turn.held()
        || beat.held()
        || peer.unfit()
        || turn.now < state.quietUntil
        || turn.now < state.moveNotBefore) {
      own.worseSince = Times.NEVER;
      own.scannedWorseSince = Times.NEVER;
      return;
    }
    if (own.unfit()) {
      String why = !own.lan ? "its LAN device is unusable" : own.claimError + own.failed;
      move(turn, own, why);
      return;
    }
    if (beat.unsure() || state.devices.unsure(turn.now)) {
      own.worseSince = Times.NEVER;
      own.scannedWorseSince = Times.NEVER;
      return;
    }
    Devices devices = state.devices;
    int mine = devices.weight(Evidence.reachedAtRest(turn), turn.policy.devices());
    boolean worse = turn.now - state.startedAt > SETTLED && weight(turn, beat.reached()) > mine;
    own.worseSince = since(worse, own.worseSince, turn.now);
    if (worse && turn.now - own.worseSince > DAMPED) {
      move(turn, own, "%s reaches more reference devices".formatted(beat.from()));
      return;
    }
    boolean scanned = false;
    if (!beat.present().isEmpty()
        && state.bursting
        && turn.now - state.burstingSince > 10 * turn.burst()) {
      int present = devices.weight(Evidence.present(turn), turn.policy.devices());
      scanned = 2 * present < weight(turn, beat.present());
    }
    own.scannedWorseSince = since(scanned, own.scannedWorseSince, turn.now);
    if (scanned && turn.now - own.scannedWorseSince > SCANNED) {
      move(turn, own, "its LAN is silent and %s reaches the devices".formatted(beat.from()));
    }
  }

  private static void move(Turn turn, Ownership own, String why) {
    if (Handovers.begin(turn, own, why, 0).isEmpty()) {
      turn.state.moveNotBefore = turn.now + BETWEEN_MOVES;
    }
  }

  private static long since(boolean holds, long since, long now) {
    if (!holds) {
      return Times.NEVER;
    }
    return since == Times.NEVER ? now : since;
  }

  private static int weight(Turn turn, Set<DeviceId> devices) {
    int sum = 0;
    for (DeviceId device : devices) {
      sum += turn.policy.devices().getOrDefault(device, 0);
    }
    return sum;
  }
}
