package io.understudy.engine.decision;

/// The timing that travels in beats (R13): what the two nodes must know of each other. Nanoseconds.
///
/// @param beat between two beats
/// @param burst between two beats and pings while contact is late
/// @param lease what a grant gives, from the stamp it echoes (L)
/// @param verdict what the devices give, from the instant at which they were reached (Lv)
/// @param pause what a long grant for a planned pause gives (Lm)
/// @param window how long after the last contact a standby may still claim (W)
public record Tempo(long beat, long burst, long lease, long verdict, long pause, long window) {
  /// A node that reckons with nothing yet.
  public static final Tempo NONE = new Tempo(0, 0, 0, 0, 0, 0);

  /// {@return the longer of each, which is what a granter must reckon with}
  public Tempo longest(Tempo other) {
    return new Tempo(
        Math.max(beat, other.beat),
        Math.max(burst, other.burst),
        Math.max(lease, other.lease),
        Math.max(verdict, other.verdict),
        Math.max(pause, other.pause),
        Math.max(window, other.window));
  }

  /// {@return whether every span is the same}; asked in each step, where the equality that comes
  /// with a record would cost more than all the rest of the question
  boolean same(Tempo other) {
    return beat == other.beat
        && burst == other.burst
        && lease == other.lease
        && verdict == other.verdict
        && pause == other.pause
        && window == other.window;
  }

  /// {@return whether leases by this tempo are no longer than by `other`}
  public boolean within(Tempo other) {
    return lease <= other.lease && verdict <= other.verdict && pause <= other.pause;
  }
}
