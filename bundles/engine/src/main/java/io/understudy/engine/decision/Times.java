package io.understudy.engine.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// When each of a few things was last seen. A value.
record Times<K>(List<K> keys, long[] times) {
  /// Long ago: no difference to it overflows.
  static final long NEVER = Long.MIN_VALUE / 4;

  static <K> Times<K> none() {
    return new Times<>(List.of(), new long[0]);
  }

  long of(K key) {
    int at = keys.indexOf(key);
    return at < 0 ? NEVER : times[at];
  }

  Times<K> seen(K key, long time) {
    int at = keys.indexOf(key);
    if (at >= 0) {
      if (times[at] >= time) {
        return this;
      }
      long[] changed = times.clone();
      changed[at] = time;
      return new Times<>(keys, changed);
    }
    List<K> more = new ArrayList<>(keys);
    more.add(key);
    long[] changed = java.util.Arrays.copyOf(times, times.length + 1);
    changed[times.length] = time;
    return new Times<>(List.copyOf(more), changed);
  }

  boolean any(LongPredicate test) {
    for (long time : times) {
      if (test.test(time)) {
        return true;
      }
    }
    return false;
  }
}
