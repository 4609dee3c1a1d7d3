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

  static Scheduling ofThisThread() {
    int policy = Libc.schedulingPolicy(0);
    return new Scheduling(
        policy < 0 ? 0 : policy & ~RESET_ON_FORK,
        Math.max(0, Libc.realTimePriority(0)),
        Libc.nice(0));
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
