package io.understudy.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Who is logged in. In memory: a restart of the bundle ends all sessions.
final class Sessions {
  private static final int MOST = 1000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private record Session(String user, long until) {}

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private volatile Duration idle = Duration.ofMinutes(30);

  /// @param nanos a clock that doesn't jump
  Sessions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void idle(Duration longest) {
    idle = longest;
  }

  /// {@return the new session's secret, 256 random bits}
  String open(String user) {
    purge();
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    sessions.put(id, new Session(user, nanos.getAsLong() + idle.toNanos()));
    return id;
  }

  /// {@return whose session it is, which begins its time anew}
  Optional<String> user(String id) {
    long now = nanos.getAsLong();
    Session session =
        sessions.computeIfPresent(
            id,
            (_, present) ->
                present.until - now < 0 ? null : new Session(present.user, now + idle.toNanos()));
    return Optional.ofNullable(session).map(Session::user);
  }

  void close(String id) {
    sessions.remove(id);
  }

  /// Ends all sessions of a user whose password or role has changed.
  void closeAll(String user) {
    sessions.values().removeIf(session -> session.user.equals(user));
  }

  private void purge() {
    long now = nanos.getAsLong();
    sessions.values().removeIf(session -> session.until - now < 0);
    if (sessions.size() >= MOST) {
      sessions.clear();
    }
  }
}
