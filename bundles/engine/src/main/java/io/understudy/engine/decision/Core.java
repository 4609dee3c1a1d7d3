package io.understudy.engine.decision;

/// The decision core: a pure function. No IO, no clock, no threads, no logging.
public final class Core {
  /// @param now the raw clock (CLOCK_MONOTONIC_RAW, nanoseconds), read after a ticket was armed
  ///     (R1); never less than in the step before
  public Step step(State state, Event event, long now, Policy policy) {
    throw new UnsupportedOperationException();
  }
}
