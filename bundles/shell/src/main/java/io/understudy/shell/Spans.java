package io.understudy.shell;

import java.time.Duration;

/// Durations as people read them.
final class Spans {
  private Spans() {}

  static String text(Duration span) {
    if (span.isZero()) {
      return "-";
    }
    if (span.compareTo(Duration.ofMillis(1)) < 0) {
      return span.toNanos() / 1000 + " us";
    }
    if (span.compareTo(Duration.ofSeconds(10)) < 0) {
      return span.toMillis() + " ms";
    }
    if (span.compareTo(Duration.ofMinutes(2)) < 0) {
      return span.toSeconds() + " s";
    }
    if (span.compareTo(Duration.ofHours(2)) < 0) {
      return span.toMinutes() + " min";
    }
    return span.compareTo(Duration.ofDays(2)) < 0 ? span.toHours() + " h" : span.toDays() + " days";
  }
}
