package io.understudy.lab;

import java.util.concurrent.atomic.AtomicBoolean;

/// What killed labs left behind, removed once per JVM before the first new thing is made.
final class Stale {
  private static final AtomicBoolean DONE = new AtomicBoolean();

  private Stale() {}

  static void sweep() {
    if (DONE.compareAndSet(false, true)) {
      Namespace.sweep();
      Scratch.sweep();
    }
  }
}
