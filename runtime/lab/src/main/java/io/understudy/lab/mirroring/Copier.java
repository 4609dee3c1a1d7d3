package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import java.util.Optional;

/// A program under test that keeps a copy of [Site#source] at [Site#copy].
interface Copier extends AutoCloseable {
  /// {@return why it can't run on this machine; empty if it can}
  Optional<String> obstacle();

  /// Starts what runs before anything is mirrored, and waits for it. Its cost isn't counted.
  default void prepare() {}

  /// {@return whether its processes do more than to mirror: what they cost without is
  /// measured first and taken off}
  default boolean doesMore() {
    return false;
  }

  /// Begins to mirror, without waiting.
  void begin();

  /// Hears what was done at the source. Whoever listens to that has no need to find out.
  default void told(Edit edit) {}

  /// {@return whether it knows such a thing as an interval}
  default boolean hasIntervals() {
    return false;
  }

  /// Changes how often it mirrors, while it runs.
  default void interval(String interval) {
    throw new UnsupportedOperationException("no intervals");
  }

  /// {@return CPU seconds of its processes on both nodes so far}
  double processor();

  /// {@return MB that its processes on a node hold}
  double resident(Node node);

  /// {@return whether it means to copy every attribute, so that its copy can be judged}
  default boolean copiesAttributes() {
    return true;
  }

  /// {@return whether a file with this name is the program's own, in either tree}
  default boolean ownName(String name) {
    return false;
  }

  /// Stops everything.
  @Override
  void close();
}
