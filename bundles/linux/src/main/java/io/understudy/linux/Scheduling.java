package io.understudy.linux;

/// How a thread is scheduled; see sched(7).
///
/// @param policy 0 ordinary, 1 FIFO, 2 round robin
/// @param priority 1 to 99 for real-time policies, else 0
/// @param nice -20 to 19, for ordinary ones
record Scheduling(int policy, int priority, int nice) {
  private static final int FIFO = 1;
  private static final int ROUND_ROBIN = 2;
  private static final int RESET_ON_FORK = 0x4000_0000;

  static final Scheduling REAL_TIME = new Scheduling(ROUND_ROBIN, 10, 0);

  static Scheduling ofThisThread() {
    return of(0);
  }

  /// @param thread its id; 0: the calling one
  static Scheduling of(int thread) {
    int policy = Libc.schedulingPolicy(thread);
    return new Scheduling(
        policy < 0 ? 0 : policy & ~RESET_ON_FORK,
        Math.max(0, Libc.realTimePriority(thread)),
        Libc.nice(thread));
  }

  static Scheduling ordinary(int nice) {
    return new Scheduling(0, 0, nice);
  }

  /// Gives it to a thread. Whatever a real-time thread starts is ordinary, programs too.
  ///
  /// @param thread its id; 0: the calling one
  /// @return 0, or a negative error number
  int give(int thread) {
    int result = Libc.schedule(thread, realTime() ? policy | RESET_ON_FORK : policy, priority);
    return result < 0 || realTime() ? result : Libc.setNice(thread, nice);
  }

  /// {@return whether a thread that runs like this needs nothing to run as wanted} A real-time one
  /// may be as nice as it likes.
  boolean is(Scheduling wanted) {
    return equals(wanted) || realTime() && policy == wanted.policy && priority == wanted.priority;
  }

  boolean realTime() {
    return policy == FIFO || policy == ROUND_ROBIN;
  }

  boolean raised() {
    return realTime() || nice < 0;
  }

  @Override
  public String toString() {
    return realTime()
        ? "with real-time priority " + priority
        : "with ordinary priority, nice " + nice;
  }
}
