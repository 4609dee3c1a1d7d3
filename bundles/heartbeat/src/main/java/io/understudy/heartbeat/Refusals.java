package io.understudy.heartbeat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Datagrams that were not let through, counted by reason. Each reason is said aloud once a minute
/// at most, whatever arrives. Thread-safe.
final class Refusals {
  /// How long a refusal counts as a present problem.
  static final Duration RECENT = Duration.ofSeconds(10);

  private static final Duration QUIET = Duration.ofMinutes(1);

  enum Reason {
    /// Truncated, forged, or sealed with another key.
    NOT_AUTHENTIC,
    /// Of a version that this program does not know.
    NEWER_VERSION,
    /// Authentic, but meant for another path, or sent by this node itself.
    MISDIRECTED,
    /// Authentic, but heard before.
    REPLAYED
  }

  private static final class Tally {
    long count;
    long last;
    long said;
    String detail = "";
  }

  private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

  /// @param detail for people
  /// @return whether to say it now
  synchronized boolean count(Reason reason, String detail, long now) {
    Tally tally = tallies.computeIfAbsent(reason, _ -> new Tally());
    boolean say = tally.count == 0 || now - tally.said >= QUIET.toNanos();
    if (say) {
      tally.said = now;
    }
    tally.count++;
    tally.last = now;
    tally.detail = detail;
    return say;
  }

  synchronized long total() {
    return tallies.values().stream().mapToLong(tally -> tally.count).sum();
  }

  synchronized long count(Reason reason) {
    Tally tally = tallies.get(reason);
    return tally == null ? 0 : tally.count;
  }

  /// {@return the newest detail, if it happened within [#RECENT]}
  synchronized Optional<String> recent(Reason reason, long now) {
    Tally tally = tallies.get(reason);
    return tally == null || now - tally.last > RECENT.toNanos()
        ? Optional.empty()
        : Optional.of(tally.detail);
  }
}
