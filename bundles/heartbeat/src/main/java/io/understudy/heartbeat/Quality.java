package io.understudy.heartbeat;

import java.time.Duration;
import java.util.Arrays;

/// Loss, latency and jitter of a path, from the peer's beats. Thread-safe.
final class Quality {
  private static final int SPAN = 100;
  private static final long ALIVE = Duration.ofSeconds(1).toNanos();

  private final long[] roundTrips = new long[SPAN];
  private int trips;
  private boolean any;
  private long stamp;
  private long arrival;
  private long gap;
  private double jitter;
  private int missing;
  private int span;

  /// @param loss share of the newest beats that did not arrive, those that are overdue included
  /// @param latency median of half the round trip; zero while unknown
  record Summary(boolean alive, double loss, Duration latency, Duration jitter) {}

  /// Forgets everything: the peer's session is another.
  synchronized void reset() {
    trips = 0;
    any = false;
    gap = 0;
    jitter = 0;
    missing = 0;
    span = 0;
  }

  /// A beat of the peer's live session arrived.
  ///
  /// @param own the session that this node sends: only echoes of that are round trips
  synchronized void arrived(Frame frame, long own, Sequences sequences, long now) {
    if (any && frame.stamp() > stamp) {
      gap = frame.stamp() - stamp;
      // RFC 3550, 6.4.1: J += (|D| - J) / 16
      jitter += (Math.abs((now - arrival) - gap) - jitter) / 16;
    }
    any = true;
    stamp = frame.stamp();
    arrival = now;
    missing = sequences.missing(SPAN);
    span = sequences.span(SPAN);
    Frame.Echo echo = frame.echo();
    if (echo.session() == own) {
      long trip = now - echo.stamp() - echo.holdMicros() * 1000L;
      roundTrips[trips++ % SPAN] = Math.max(0, trip);
    }
  }

  synchronized Summary summary(long now) {
    if (!any) {
      return new Summary(false, 0, Duration.ZERO, Duration.ZERO);
    }
    long silence = now - arrival;
    // One gap is what is expected; two may be jitter.
    long overdue = gap == 0 || silence < 3 * gap ? 0 : silence / gap - 1;
    double lost = overdue >= SPAN ? 1 : (missing + overdue) / (double) (span + overdue);
    return new Summary(
        silence <= ALIVE,
        Math.min(1, lost),
        Duration.ofNanos(median() / 2),
        Duration.ofNanos(Math.round(jitter)));
  }

  private long median() {
    int known = Math.min(trips, SPAN);
    long[] sorted = Arrays.copyOf(roundTrips, known);
    Arrays.sort(sorted);
    return known == 0 ? 0 : sorted[known / 2];
  }
}
