package io.understudy.engine.decision;

/// What a node knows. A value: a [Core] never changes one that it was given or has returned.
public final class State {
  /// The state at the start of an engine. If `durable` has a pause of this boot that isn't over,
  /// the node goes on as owner (R12); else it first removes whatever an earlier life left.
  ///
  /// @param incarnation random, not 0
  /// @param now raw clock
  /// @param bootId the kernel's name of this boot
  /// @param boottime CLOCK_BOOTTIME in nanoseconds at `now`
  public static State start(
      long incarnation, Durable durable, Policy policy, long now, String bootId, long boottime) {
    throw new UnsupportedOperationException();
  }

  /// {@return what to show to people}
  public Look look(long now, Policy policy) {
    throw new UnsupportedOperationException();
  }
}
