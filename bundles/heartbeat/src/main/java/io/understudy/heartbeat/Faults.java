package io.understudy.heartbeat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What keeps a path from sending and receiving just now. Says each change, but no more than a few
/// in a minute: a firewall that drops every second beat changes 40 times a second. Thread-safe.
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPath.class);
  private static final Duration QUIET = Duration.ofSeconds(20);

  enum Kind {
    /// No socket.
    OPENING,
    /// A beat could not leave.
    SENDING,
    /// No carrier, or the device is down.
    LINK
  }

  private final String path;
  private final Map<Kind, String> present = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> said = new EnumMap<>(Kind.class);
  private volatile String worst = "";

  Faults(String path) {
    this.path = path;
  }

  /// {@return the fault nearest to the root of it; empty if all is well}
  String worst() {
    return worst;
  }

  void set(Kind kind, String fault, long now) {
    if (fault.isEmpty() && worst.isEmpty()) {
      return;
    }
    synchronized (this) {
      String before = present.getOrDefault(kind, "");
      if (before.equals(fault)) {
        return;
      }
      if (fault.isEmpty()) {
        present.remove(kind);
      } else {
        present.put(kind, fault);
      }
      worst = present.values().stream().findFirst().orElse("");
      Long last = said.get(kind);
      if (last == null || now - last > QUIET.toNanos()) {
        said.put(kind, now);
        LOG.info("Path {}: {}", path, fault.isEmpty() ? "no longer: " + before : fault);
      }
    }
  }
}
