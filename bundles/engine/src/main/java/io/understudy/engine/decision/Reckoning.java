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
    Duration silence = timing.claimWait();
    Duration verdict = verdict(timing);
    return (silence.compareTo(verdict) > 0 ? silence : verdict).plus(decision(timing));
  }

  /// {@return what [#takeover] is made of}
  public static List<Safety.Part> parts(Timing timing) {
    boolean silenceLast = timing.claimWait().compareTo(verdict(timing)) > 0;
    return List.of(
        new Safety.Part("until the owner's lease has ended", timing.claimWait(), silenceLast),
        new Safety.Part(
            "until the devices agreed for longer than they give a lease",
            verdict(timing),
            !silenceLast),
        new Safety.Part("until the next pings are back", decision(timing), true));
  }

  private static Duration verdict(Timing timing) {
    return Duration.ofNanos(timing.lateStandby()).plus(timing.announcement());
  }

  private static Duration decision(Timing timing) {
    return timing.burst().multipliedBy(BURSTS);
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
