package io.understudy.engine.decision;

import io.understudy.api.Safety;
import java.time.Duration;
import java.util.List;

/// What a [Timing] gives, by the arithmetic with which the core decides.
public final class Reckoning {
  private static final Duration DAY = Duration.ofDays(1);

  /// The core decides with the first burst after a wait is over; that burst's pings have to come
  /// back.
  private static final int BURSTS = 3;

  private Reckoning() {}

  /// {@return from the owner's end until the other node owns, at most (R2, R5)}
  public static Duration takeover(Timing timing) {
    return parts(timing).stream()
        .filter(Safety.Part::decides)
        .map(Safety.Part::length)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// {@return what [#takeover] is made of}
  public static List<Safety.Part> parts(Timing timing) {
    Duration verdict = Duration.ofNanos(timing.lateStandby()).plus(timing.announcement());
    boolean silenceLast = timing.claimWait().compareTo(verdict) > 0;
    return List.of(
        new Safety.Part("until the owner's lease has ended", timing.claimWait(), silenceLast),
        new Safety.Part(
            "until the devices agreed for longer than they give a lease", verdict, !silenceLast),
        new Safety.Part(
            "until the next pings are back", timing.burst().multipliedBy(BURSTS), true));
  }

  /// {@return how many beats a standby expects between the last one and the end of a grant: at
  /// first the ordinary ones, then bursts (R3)}
  public static int chances(Timing timing) {
    long late = timing.lateStandby();
    long ordinary = late / timing.beat().toNanos();
    long bursts = (timing.lease().toNanos() - late) / timing.burst().toNanos();
    return (int) (ordinary + bursts);
  }

  /// {@return how often a day so many beats in a row get lost} Each one that arrives may be the
  /// last before such a run.
  ///
  /// @param loss share of beats that get lost on all paths at once, 0 to 1
  public static double falsePerDay(Timing timing, double loss) {
    double beats = (double) DAY.toNanos() / timing.beat().toNanos();
    return beats * (1 - loss) * Math.pow(loss, chances(timing));
  }
}
