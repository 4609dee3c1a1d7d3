package io.understudy.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.understudy.api.ClusterEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts the entries of the history, and how long takeovers took. It reads what is new at each
/// scrape; the engine keeps 1,000 entries, so that what is between two scrapes is all there.
final class Takeovers {
  private static final double[] BOUNDS = {0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 30};

  private static final List<String> WORDS =
      List.of("handover", "failure", "fenced", "alone", "other");

  private record Reason(String group, String word) {}

  /// @param silence before the claim
  private record Claim(Instant at, Duration silence) {}

  private final Map<String, Long> kinds = new TreeMap<>();
  private final Map<Reason, Long> reasons = new HashMap<>();
  private final Map<String, Claim> open = new HashMap<>();
  private final long[] buckets = new long[BOUNDS.length + 1];
  private double sum;
  private long incarnation;
  private long last;

  /// @param incarnation of the engine; with another one the numbers of the events begin anew
  synchronized void read(long incarnation, List<ClusterEvent> events) {
    if (this.incarnation != incarnation) {
      this.incarnation = incarnation;
      last = 0;
      open.clear();
    }
    for (ClusterEvent event : events) {
      if (event.number() > last) {
        last = event.number();
        count(event);
      }
    }
  }

  /// Has the group's counters begin at zero: else their first step would not be seen.
  synchronized void know(String group) {
    WORDS.forEach(word -> reasons.putIfAbsent(new Reason(group, word), 0L));
  }

  synchronized void add(Families to) {
    var all = to.counter("understudy_events", "Entries of the history.", "kind");
    kinds.forEach((kind, number) -> all.is(number, kind));
    var claims =
        to.counter(
            "understudy_takeovers",
            "How often this node became owner: handover, failure, fenced, alone, other.",
            "group",
            "reason");
    reasons.forEach((reason, number) -> claims.is(number, reason.group(), reason.word()));
    HistogramSnapshot.Builder histogram = HistogramSnapshot.builder();
    histogram
        .name("understudy_takeover_duration_seconds")
        .help("From the owner's last beat until the services run, where the owner had failed.")
        .unit(Families.unit("_seconds"));
    ClassicHistogramBuckets.Builder counts = ClassicHistogramBuckets.builder();
    for (int i = 0; i < BOUNDS.length; i++) {
      counts.bucket(BOUNDS[i], buckets[i]);
    }
    counts.bucket(Double.POSITIVE_INFINITY, buckets[BOUNDS.length]);
    histogram.dataPoint(
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(counts.build())
            .sum(sum)
            .build());
    to.other(histogram.build());
  }

  private void count(ClusterEvent event) {
    kinds.merge(event.kind(), 1L, Long::sum);
    switch (event.kind()) {
      case "claimed" -> {
        reasons.merge(new Reason(event.group(), reason(event)), 1L, Long::sum);
        open.remove(event.group());
        event
            .silence()
            .ifPresent(silence -> open.put(event.group(), new Claim(event.at(), silence)));
      }
      case "started" -> {
        Claim claim = open.remove(event.group());
        if (claim != null) {
          long starting = Duration.between(claim.at(), event.at()).toMillis();
          observe((claim.silence().toMillis() + Math.max(0, starting)) / 1000.0);
        }
      }
      case "standby", "surrenders", "failed", "unstarted" -> open.remove(event.group());
      default -> {}
    }
  }

  private void observe(double seconds) {
    int i = 0;
    while (i < BOUNDS.length && seconds > BOUNDS[i]) {
      i++;
    }
    buckets[i]++;
    sum += seconds;
  }

  private static String reason(ClusterEvent event) {
    String text = event.text();
    if (text.contains(", granted by ")) {
      return "handover";
    }
    if (event.silence().isPresent()) {
      return "failure";
    }
    if (text.endsWith(" is fenced")) {
      return "fenced";
    }
    return text.contains("claimed alone") ? "alone" : "other";
  }
}
