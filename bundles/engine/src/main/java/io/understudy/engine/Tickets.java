package io.understudy.engine;

/// Which nonce the kernel was given at which stamp: the newest 4096 tickets, oldest overwritten. At
/// the loop's fastest that is longer than any ticket lives.
///
/// Used by the loop's thread alone.
final class Tickets {
  private static final int SIZE = 4096;

  private final long[] stamps = new long[SIZE];
  private final long[] nonces = new long[SIZE];
  private int next;

  /// @param stamp a reading of the raw clock after the ticket was armed; never less than the last
  void add(long stamp, long nonce) {
    stamps[next] = stamp;
    nonces[next] = nonce;
    next = (next + 1) % SIZE;
  }

  /// {@return the index of the ticket of this stamp, or -1 if it is forgotten}
  private int find(long stamp) {
    for (int back = 1; back <= SIZE; back++) {
      int i = Math.floorMod(next - back, SIZE);
      if (stamps[i] <= stamp) {
        return stamps[i] == stamp ? i : -1;
      }
    }
    return -1;
  }

  boolean has(long stamp) {
    return find(stamp) >= 0;
  }

  /// {@return the nonce of a ticket that [#has]}
  long nonce(long stamp) {
    return nonces[find(stamp)];
  }
}
