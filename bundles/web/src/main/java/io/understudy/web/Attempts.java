package io.understudy.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often somebody may guess a password: after some failures each further one costs a wait that
/// doubles. It counts by user and address together and by address, so nobody is locked out from
/// elsewhere, and nobody for good.
final class Attempts {
  private static final int FREE = 5;
  private static final int FREE_BY_ADDRESS = 20;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN = Duration.ofMinutes(15);
  private static final int MOST = 10_000;

  private record Count(int failures, long last) {}

  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MOST;
        }
      };

  /// @param now nanoseconds of a clock that doesn't jump
  /// @return how long to wait before the next attempt; zero: it may be made
  synchronized Duration wait(String user, String address, long now) {
    Duration one = left(key(user, address), FREE, now);
    Duration other = left(address, FREE_BY_ADDRESS, now);
    return one.compareTo(other) > 0 ? one : other;
  }

  synchronized void failed(String user, String address, long now) {
    count(key(user, address), now);
    count(address, now);
  }

  synchronized void succeeded(String user, String address) {
    counts.remove(key(user, address));
  }

  private void count(String key, long now) {
    Count before = counts.get(key);
    boolean old = before == null || now - before.last > FORGOTTEN.toNanos();
    counts.put(key, new Count(old ? 1 : before.failures + 1, now));
  }

  private Duration left(String key, int free, long now) {
    Count count = counts.get(key);
    if (count == null || count.failures < free || now - count.last > FORGOTTEN.toNanos()) {
      return Duration.ZERO;
    }
    long wait = FIRST.toNanos() << Math.min(count.failures - free, 10);
    long left = Math.min(wait, LONGEST.toNanos()) - (now - count.last);
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  private static String key(String user, String address) {
    return user + " " + address;
  }
}
