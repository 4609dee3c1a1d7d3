package io.understudy.arbitration;

import java.util.LinkedHashMap;
import java.util.Map;

/// Lets each number of a session pass once, in increasing order, for the newest sessions. The
/// engine's own sequence numbers stand behind it. Not thread-safe.
final class Replays {
  private static final int SESSIONS = 32;

  private final Map<Long, Long> newest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > SESSIONS;
        }
      };

  boolean passes(Echo.Head head) {
    if (head.number() <= newest.getOrDefault(head.session(), 0L)) {
      return false;
    }
    newest.put(head.session(), head.number());
    return true;
  }
}
