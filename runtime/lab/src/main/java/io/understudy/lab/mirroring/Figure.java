package io.understudy.lab.mirroring;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A row of the table: what is measured, and what is asked of Understudy.
///
/// @param limits for each of its numbers; NaN where nothing is asked
/// @param least whether the limits are the least, not the most
/// @param kind how its numbers are written
record Figure(String title, double[] limits, boolean least, Kind kind) {
  enum Kind {
    SECONDS,
    PLAIN,
    YES_OR_NO
  }

  private static final double NONE = Double.NaN;

  static final Figure FIRST_COPY = least("first copy, files / s", 5000);
  static final Figure IDLE = most("CPU s per minute, nothing changing", Kind.PLAIN, 0.2);
  static final Figure MEMORY = most("MB more on the fuller node, all files known", Kind.PLAIN, 40);
  static final Figure RENAME = most("rename of the directory of scans", Kind.SECONDS, 0.1);
  static final Figure LARGE =
      most("bytes sent / bytes changed, large file, random 4 KiB writes", Kind.PLAIN, 1.2);
  static final Figure LARGE_LAG =
      most("large file the same after the last write", Kind.SECONDS, NONE);
  static final Figure CUT =
      most("back in step after the link was cut 20 s under load", Kind.SECONDS, 3);
  static final Figure IDENTICAL =
      new Figure(
          "tree identical at the end, all attributes", new double[] {1}, true, Kind.YES_OR_NO);

  static Figure lag(int perSecond) {
    double[] limits =
        perSecond <= 50
            ? new double[] {0.005, 0.025}
            : perSecond <= 500 ? new double[] {0.010, 0.050} : new double[] {NONE, NONE};
    return most("lag at %d ops/s, median / 99 %%".formatted(perSecond), Kind.SECONDS, limits);
  }

  static Figure cost(int perSecond) {
    return most(
        "CPU s of both nodes per 1,000 ops at %d ops/s".formatted(perSecond),
        Kind.PLAIN,
        perSecond == 500 ? 0.3 : NONE);
  }

  static Figure intervalLag(String interval) {
    return most("interval %s: lag, median / 99 %%".formatted(interval), Kind.SECONDS, NONE, NONE);
  }

  static Figure intervalCost(String interval) {
    return most("interval %s: CPU s per minute".formatted(interval), Kind.PLAIN, NONE);
  }

  private static Figure most(String title, Kind kind, double... limits) {
    return new Figure(title, limits, false, kind);
  }

  private static Figure least(String title, double... limits) {
    return new Figure(title, limits, true, Kind.PLAIN);
  }

  boolean keptBy(double[] values) {
    for (int i = 0; i < limits.length; i++) {
      if (!Double.isNaN(limits[i]) && !(least ? values[i] >= limits[i] : values[i] <= limits[i])) {
        return false;
      }
    }
    return true;
  }

  String asked() {
    if (kind == Kind.YES_OR_NO) {
      return "yes";
    }
    return Double.isNaN(limits[0]) ? "" : (least ? "≥ " : "≤ ") + text(limits);
  }

  String text(double[] values) {
    return Arrays.stream(values).mapToObj(this::text).collect(Collectors.joining(" / "));
  }

  private String text(double value) {
    return switch (kind) {
      case SECONDS ->
          value < 1
              ? String.format(Locale.ROOT, "%.1f ms", value * 1000)
              : String.format(Locale.ROOT, "%.1f s", value);
      case PLAIN -> String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
      case YES_OR_NO -> value > 0 ? "yes" : "no";
    };
  }

  static double seconds(long nanos) {
    return nanos / 1e9;
  }

  static double seconds(Duration time) {
    return seconds(time.toNanos());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Figure figure && figure.title.equals(title);
  }

  @Override
  public int hashCode() {
    return title.hashCode();
  }
}
