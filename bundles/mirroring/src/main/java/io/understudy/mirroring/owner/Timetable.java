package io.understudy.mirroring.owner;

import io.understudy.mirroring.rule.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// When the next pass of a rule is to begin. Pure: the time is passed in.
final class Timetable {
  private Interval interval;
  private Duration scrub;
  private Instant lastPass;
  private Instant lastScrub;
  private Duration late = Duration.ZERO;

  /// @param scrub zero: never
  Timetable(Interval interval, Duration scrub, Instant now) {
    this.interval = interval;
    this.scrub = scrub;
    lastPass = now;
    lastScrub = now;
  }

  void change(Interval changed, Duration changedScrub) {
    interval = changed;
    scrub = changedScrub;
  }

  boolean continuous() {
    return interval instanceof Interval.Continuous;
  }

  /// {@return when; empty for a continuous rule, or if there is no further time}
  Optional<Instant> next(ZoneId zone) {
    return interval.next(lastPass, zone);
  }

  /// {@return whether a pass of its interval is to begin}
  boolean due(Instant now, ZoneId zone) {
    // A clock that was set back would keep it waiting.
    return next(zone).map(at -> !now.isBefore(at) || now.isBefore(lastPass)).orElse(false);
  }

  /// {@return how long until the next pass of its interval, or scrub}
  Duration rest(Instant now, ZoneId zone) {
    Duration rest = Duration.ofDays(1);
    Optional<Instant> pass = next(zone);
    if (pass.isPresent()) {
      rest = Duration.between(now, pass.get());
    }
    if (!scrub.isZero()) {
      Duration until = Duration.between(now, lastScrub.plus(scrub));
      rest = until.compareTo(rest) < 0 ? until : rest;
    }
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  void begins(Instant now, ZoneId zone) {
    late =
        next(zone)
            .map(at -> now.isAfter(at) ? Duration.between(at, now) : Duration.ZERO)
            .orElse(Duration.ZERO);
    lastPass = now;
  }

  boolean scrubDue(Instant now) {
    return !scrub.isZero() && (!now.isBefore(lastScrub.plus(scrub)) || now.isBefore(lastScrub));
  }

  void scrubbed(Instant now) {
    lastScrub = now;
  }

  /// {@return by how much the last pass began too late, if by more than its interval}
  Optional<Duration> behind() {
    return interval instanceof Interval.Every every && late.compareTo(every.pause()) > 0
        ? Optional.of(late)
        : Optional.empty();
  }
}
