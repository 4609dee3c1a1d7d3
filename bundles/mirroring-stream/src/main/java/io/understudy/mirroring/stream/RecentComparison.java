package io.understudy.mirroring.stream;

/// Whether a comparison ended only just now. What was renamed while it ran may have slipped
/// through: seen by neither name, or found to differ by the one that it has no longer. So renamings
/// that are told then are followed by a comparison of what was renamed.
final class RecentComparison {
  /// Changes may be told that much later.
  private static final long NANOS = 5_000_000_000L;

  private boolean any;
  private int breaks;
  private long end;

  /// Between two passes, or in one that has nothing to do: everything that was told is taken.
  void pause() {
    breaks++;
  }

  void compared() {
    any = true;
    breaks = 0;
    end = System.nanoTime();
  }

  boolean recent() {
    any = any && (breaks < 2 || System.nanoTime() - end < NANOS);
    return any;
  }
}
