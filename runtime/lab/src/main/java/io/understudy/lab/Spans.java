package io.understudy.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// When a node answered: moments closer together than [#JOIN] make one span.
///
/// The witness asks each node every few ms, so a node that answers does so in an unbroken row.
final class Spans {
  /// Longer than a stall of the prober, shorter than any takeover.
  static final long JOIN = Duration.ofMillis(40).toNanos();

  /// What a single frame within another node's span counts.
  static final long MOMENT = Duration.ofMillis(1).toNanos();

  /// A bound: an address that came and went more often than this is a failure anyway.
  private static final int MOST = 100_000;

  private final List<Span> spans = new ArrayList<>();
  private long frames;

  /// @param from first moment, in ns
  /// @param to last moment, in ns
  record Span(long from, long to) {}

  /// @param at in ns; earlier than the one before counts as the same moment
  synchronized void add(long at) {
    frames++;
    Span last = spans.isEmpty() ? null : spans.getLast();
    if (last != null && at - last.to() <= JOIN) {
      spans.set(spans.size() - 1, new Span(last.from(), Math.max(last.to(), at)));
    } else if (spans.size() < MOST) {
      spans.add(new Span(at, at));
    }
  }

  synchronized long frames() {
    return frames;
  }

  /// {@return the spans that touch or follow `since`, cut there}
  synchronized List<Span> since(long since) {
    return spans.stream()
        .filter(span -> span.to() >= since)
        .map(span -> new Span(Math.max(span.from(), since), span.to()))
        .toList();
  }

  /// {@return for how long, in ns, spans of both lists lie over each other}
  static long overlap(List<Span> some, List<Span> others) {
    long sum = 0;
    for (Span one : some) {
      for (Span other : others) {
        long from = Math.max(one.from(), other.from());
        long to = Math.min(one.to(), other.to());
        if (to > from) {
          sum += Math.max(to - from, MOMENT);
        } else if (to == from && (within(one, other) || within(other, one))) {
          sum += MOMENT;
        }
      }
    }
    return sum;
  }

  private static boolean within(Span moment, Span span) {
    return moment.from() > span.from() && moment.to() < span.to();
  }
}
