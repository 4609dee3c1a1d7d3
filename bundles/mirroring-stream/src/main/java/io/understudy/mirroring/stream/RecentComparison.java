package io.understudy.mirroring.stream;

/// Whether a comparison ended only just now. What was renamed while it ran may have slipped
/// through: seen by neither name, or found to differ by the one that it has no longer. So renamings
/// that are told then are followed by a comparison of what was renamed.
final class RecentComparison {
  /// Changes may be told that much later.
  private static final long NANOS = 30_000_000_000L;

  private boolean any;
  private int passes;
  private long end;

  void pass() {
    passes++;
  }

  void compared() {
    any = true;
    passes = 0;
    end = System.nanoTime();
  }

  boolean recent() {
    any = any && (passes < 2 || System.nanoTime() - end < NANOS);
    return any;
  }
}
