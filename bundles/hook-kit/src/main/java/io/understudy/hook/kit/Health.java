package io.understudy.hook.kit;

import java.util.Optional;

/// Whether what was started serves. Everything here has a deadline of its own.
@FunctionalInterface
public interface Health {
  /// That it is there is enough.
  Health OF_ITSELF = Optional::empty;

  /// Somebody else in its place.
  record Stranger(String what, String remedy) {}

  /// {@return why it doesn't serve as expected; empty if it does}
  Optional<String> ailment() throws InterruptedException;

  /// Asked while it isn't there.
  ///
  /// @return who holds what it needs, like its port; empty if nobody does
  default Optional<Stranger> stranger() throws InterruptedException {
    return Optional.empty();
  }
}
