package io.understudy.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a client saw. Times are wall-clock, taken from a monotonic clock set once.
public final class Polls {
  private static final int MOST = 10_000;

  private final long epoch;
  private final long period;
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Long> failures = new TreeMap<>();
  private long successes;
  private long last;

  Polls(Duration period) {
    this.period = period.toNanos();
    Instant wall = Instant.now();
    this.epoch = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - System.nanoTime();
    this.last = now();
  }

  /// The time between two answers, if that is more than three periods.
  public record Gap(Instant from, Instant to) {}

  /// Another server answers than before.
  ///
  /// @param server the body of its answer
  public record Change(Instant at, String server) {}

  private long now() {
    return epoch + System.nanoTime();
  }

  private static Instant instant(long at) {
    return Instant.ofEpochSecond(0, at);
  }

  synchronized void succeeded(String server) {
    long now = now();
    successes++;
    if (now - last > 3 * period && gaps.size() < MOST) {
      gaps.add(new Gap(instant(last), instant(now)));
    }
    if (changes.size() < MOST
        && (changes.isEmpty() || !changes.getLast().server().equals(server))) {
      changes.add(new Change(instant(now), server));
    }
    last = now;
  }

  synchronized void failed(String why) {
    if (failures.size() < 100 || failures.containsKey(why)) {
      failures.merge(why, 1L, Long::sum);
    }
  }

  synchronized Instant lastSuccess() {
    return instant(successes == 0 ? 0 : last);
  }

  public synchronized long successes() {
    return successes;
  }

  /// {@return how often polls failed, by reason}
  public synchronized Map<String, Long> failures() {
    return Map.copyOf(failures);
  }

  public synchronized List<Gap> gaps(Instant since) {
    List<Gap> all = new ArrayList<>(gaps);
    if (now() - last > 3 * period) {
      all.add(new Gap(instant(last), instant(now())));
    }
    return all.stream().filter(gap -> gap.to().isAfter(since)).toList();
  }

  public synchronized List<Change> changes(Instant since) {
    return changes.stream().filter(change -> change.at().isAfter(since)).toList();
  }

  /// {@return the longest time without an answer that ended after `since` or still goes on, beyond
  /// the period; zero if there was none}
  public Duration outage(Instant since) {
    return gaps(since).stream()
        .map(gap -> Duration.between(gap.from(), gap.to()).minusNanos(period))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// {@return how many outages of more than `least` there were}
  public long outages(Instant since, Duration least) {
    return gaps(since).stream()
        .filter(gap -> Duration.between(gap.from(), gap.to()).compareTo(least) > 0)
        .count();
  }
}
