package io.understudy.api;

/// Whether the lease logic of this node is alive: what feeds a watchdog.
public interface Pulse {
  /// {@return whether the engine decided within the last second, and no group is held beyond its
  /// lease} Must not block.
  boolean sound();
}
