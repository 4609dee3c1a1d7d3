package io.understudy.heartbeat;

/// Which sequence numbers of one session have arrived: a window over the newest ones, as in IPsec
/// (RFC 4303, 3.4.3). Not thread-safe.
final class Sequences {
  static final int WINDOW = 256;

  private final long[] seen = new long[WINDOW];
  private long first;
  private long newest;

  /// @return false if it arrived before, or is so old that this can't be told
  boolean accept(long sequence) {
    int slot = (int) (sequence & WINDOW - 1);
    if (sequence <= Math.max(0, newest - WINDOW) || seen[slot] == sequence) {
      return false;
    }
    if (first == 0) {
      first = sequence;
    }
    seen[slot] = sequence;
    newest = Math.max(newest, sequence);
    return true;
  }

  /// {@return how many of the newest `span` numbers are missing} Numbers before the first that
  /// arrived don't count.
  int missing(int span) {
    int missing = 0;
    for (long n = Math.max(first, newest - span + 1); n <= newest; n++) {
      if (seen[(int) (n & WINDOW - 1)] != n) {
        missing++;
      }
    }
    return missing;
  }

  /// {@return how many numbers the newest `span` hold, counted from the first that arrived}
  int span(int span) {
    return first == 0 ? 0 : (int) Math.min(span, newest - first + 1);
  }
}
