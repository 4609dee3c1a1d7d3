package io.understudy.mirroring.rsync;

import java.io.IOException;

/// The thread was interrupted; carried through what may throw nothing but [IOException].
final class Halted extends IOException {
  private static final long serialVersionUID = 1L;

  Halted() {
    super("interrupted");
  }

  static void check() throws Halted {
    if (Thread.interrupted()) {
      throw new Halted();
    }
  }

  InterruptedException interruption() {
    InterruptedException interruption = new InterruptedException(getMessage());
    interruption.initCause(this);
    return interruption;
  }
}
