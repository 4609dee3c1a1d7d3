package io.understudy.heartbeat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells a peer that restarted from one whose old datagrams are played again.
///
/// A new session becomes the peer's *current* one, which is measured, only by proof that it is
/// live: it echoes a stamp that this session sent within the last seconds. Until then it is
/// *unproved*: it may be a peer that hasn't heard this node yet, or that can't; its beats pass in
/// increasing order. A session that was current once and was followed by another never comes back.
///
/// Not thread-safe.
final class Sessions {
  static final Duration FRESH = Duration.ofSeconds(5);

  private static final int KEPT = 32;

  enum Verdict {
    /// Of the peer's live session.
    CURRENT,
    /// The first of the peer's live session; what was measured of the one before is void.
    ADOPTED,
    /// Authentic, of a session that hasn't proved to be live.
    UNPROVED,
    /// Heard before, or of a session that is over.
    REPLAYED
  }

  private final long own;
  private final Map<Long, Long> unproved = newestOnly();
  private final Map<Long, Long> over = newestOnly();
  private long current;
  private Sequences sequences = new Sequences();

  /// @param own the session that this node sends
  Sessions(long own) {
    this.own = own;
  }

  /// @param now when it arrived, by the clock that stamps what this node sends
  Verdict judge(Frame frame, long now) {
    if (frame.sequence() < 1 || over.containsKey(frame.session())) {
      return Verdict.REPLAYED;
    }
    if (frame.session() == current) {
      return sequences.accept(frame.sequence()) ? Verdict.CURRENT : Verdict.REPLAYED;
    }
    long highest = unproved.getOrDefault(frame.session(), 0L);
    if (frame.sequence() <= highest) {
      return Verdict.REPLAYED;
    }
    if (!live(frame.echo(), now)) {
      unproved.put(frame.session(), frame.sequence());
      return Verdict.UNPROVED;
    }
    if (current != 0) {
      over.put(current, 0L);
    }
    unproved.remove(frame.session());
    current = frame.session();
    sequences = new Sequences();
    sequences.accept(frame.sequence());
    return Verdict.ADOPTED;
  }

  Sequences sequences() {
    return sequences;
  }

  private boolean live(Frame.Echo echo, long now) {
    long age = now - echo.stamp();
    return echo.session() == own && age >= 0 && age <= FRESH.toNanos();
  }

  private static Map<Long, Long> newestOnly() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
        return size() > KEPT;
      }
    };
  }
}
