package io.understudy.api.kernel;

/// Threads that have time: whatever burns a processor for long, or waits for disks. They are no
/// virtual threads, because those that wait for a disk keep the carriers from the engine's orders;
/// and the linux bundle gives them no real-time priority, because threads of one real-time priority
/// take turns of 100 ms.
public final class Background {
  /// How the names of such threads begin, which is how the linux bundle knows them.
  public static final String MARK = "~";

  private Background() {}

  /// {@return a builder of daemon threads}
  public static Thread.Builder.OfPlatform thread(String name) {
    return Thread.ofPlatform().daemon().name(MARK + name);
  }
}
