package io.understudy.lab;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must be gone when the JVM ends: the newest first, each once.
final class Ending {
  private static final Deque<Runnable> DUTIES = new ArrayDeque<>();
  private static boolean begun;

  static {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("lab's end").unstarted(Ending::all));
  }

  private Ending() {}

  /// @throws IllegalStateException if the JVM is ending: then nothing new may be made
  static synchronized void add(Runnable duty) {
    if (begun) {
      throw new IllegalStateException("the JVM is ending");
    }
    DUTIES.push(duty);
  }

  /// {@return whether the duty was still to be done, and is now the caller's}
  static synchronized boolean take(Runnable duty) {
    return DUTIES.remove(duty);
  }

  private static void all() {
    synchronized (Ending.class) {
      begun = true;
    }
    for (Runnable duty = next(); duty != null; duty = next()) {
      try {
        duty.run();
      } catch (RuntimeException e) {
        System.err.println("clean-up: " + e.getMessage());
      }
    }
  }

  private static synchronized @org.jspecify.annotations.Nullable Runnable next() {
    return DUTIES.poll();
  }
}
