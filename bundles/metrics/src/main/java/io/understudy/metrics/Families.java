package io.understudy.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The metrics of one scrape, while they are collected.
final class Families {
  /// Series of one metric, at the most: what is configured is far below.
  static final int MOST = 200;

  private static final int LONGEST = 200;

  private final List<Family> all = new ArrayList<>();
  private final List<MetricSnapshot> others = new ArrayList<>();

  /// @param name with its unit at the end, which is seen: `_seconds`, `_bytes`, `_ratio`
  Family gauge(String name, String help, String... labels) {
    return add(new Family(name, help, false, labels));
  }

  /// @param name without the `_total` that it is shown with
  Family counter(String name, String help, String... labels) {
    return add(new Family(name, help, true, labels));
  }

  void other(MetricSnapshot snapshot) {
    others.add(snapshot);
  }

  /// {@return the metrics that have values}
  MetricSnapshots snapshots() {
    MetricSnapshots.Builder builder = MetricSnapshots.builder();
    all.stream()
        .filter(one -> !one.values.isEmpty())
        .map(Family::snapshot)
        .forEach(builder::metricSnapshot);
    others.forEach(builder::metricSnapshot);
    return builder.build();
  }

  private Family add(Family family) {
    all.add(family);
    return family;
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /// {@return seconds since 1970}
  static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }

  static @Nullable Unit unit(String name) {
    if (name.endsWith("_seconds")) {
      return Unit.SECONDS;
    }
    if (name.endsWith("_bytes")) {
      return Unit.BYTES;
    }
    return name.endsWith("_ratio") ? Unit.RATIO : null;
  }

  /// One metric, with a value for each set of labels.
  static final class Family {
    private final String name;
    private final String help;
    private final boolean counter;
    private final String[] labels;
    private final Map<List<String>, Double> values = new LinkedHashMap<>();

    private Family(String name, String help, boolean counter, String... labels) {
      this.name = name;
      this.help = help;
      this.counter = counter;
      this.labels = labels;
    }

    /// @param of values of the labels, in their order; what occurs twice adds up
    Family is(double value, String... of) {
      if (of.length != labels.length) {
        throw new IllegalArgumentException(name + " has " + labels.length + " labels");
      }
      List<String> key = new ArrayList<>();
      for (String one : of) {
        key.add(one.length() > LONGEST ? one.substring(0, LONGEST) : one);
      }
      if (values.size() < MOST || values.containsKey(key)) {
        values.merge(List.copyOf(key), value, Double::sum);
      }
      return this;
    }

    Family is(boolean value, String... of) {
      return is(value ? 1 : 0, of);
    }

    private Labels labels(List<String> of) {
      return Labels.of(labels, of.toArray(String[]::new));
    }

    private MetricSnapshot snapshot() {
      return counter ? counted() : gauged();
    }

    private MetricSnapshot counted() {
      CounterSnapshot.Builder builder = CounterSnapshot.builder();
      builder.name(name).help(help).unit(unit(name));
      values.forEach(
          (of, value) ->
              builder.dataPoint(
                  CounterDataPointSnapshot.builder().value(value).labels(labels(of)).build()));
      return builder.build();
    }

    private MetricSnapshot gauged() {
      GaugeSnapshot.Builder builder = GaugeSnapshot.builder();
      builder.name(name).help(help).unit(unit(name));
      values.forEach(
          (of, value) ->
              builder.dataPoint(
                  GaugeDataPointSnapshot.builder().value(value).labels(labels(of)).build()));
      return builder.build();
    }
  }
}
