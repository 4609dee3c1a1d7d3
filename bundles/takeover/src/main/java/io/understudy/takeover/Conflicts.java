package io.understudy.takeover;

import io.understudy.api.Problem;
import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Other stations that used an address while this node held it. Remembers the last 16, shows each
/// for 10 minutes, and wants each reported once in 10 s.
final class Conflicts {
  private static final int MOST = 16;
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration SHOWN = Duration.ofMinutes(10);

  private record Rival(InetAddress address, MacAddress mac) {}

  /// @param seen last sighting
  /// @param told last report
  private record Sightings(Instant seen, Instant told, long count) {}

  private final String subject;
  private final InstantSource clock;
  private final Map<Rival, Sightings> rivals = new LinkedHashMap<>();

  Conflicts(String subject, InstantSource clock) {
    this.subject = subject;
    this.clock = clock;
  }

  /// @return whether to report it now
  synchronized boolean note(InetAddress address, MacAddress mac) {
    Rival rival = new Rival(address, mac);
    Instant now = clock.instant();
    Sightings before = rivals.remove(rival);
    boolean tell = before == null || !now.isBefore(before.told.plus(QUIET));
    rivals.put(
        rival,
        before == null
            ? new Sightings(now, now, 1)
            : new Sightings(now, tell ? now : before.told, before.count + 1));
    if (rivals.size() > MOST) {
      rivals.remove(rivals.keySet().iterator().next());
    }
    return tell;
  }

  /// @param own the MAC address under which the group announces itself
  synchronized List<Problem> problems(MacAddress own) {
    rivals.values().removeIf(one -> one.seen.plus(SHOWN).isBefore(clock.instant()));
    return rivals.entrySet().stream()
        .map(entry -> problem(entry.getKey(), entry.getValue(), own))
        .toList();
  }

  synchronized void forget() {
    rivals.clear();
  }

  private Problem problem(Rival rival, Sightings sightings, MacAddress own) {
    String address = rival.address.getHostAddress();
    String when = sightings.seen.truncatedTo(ChronoUnit.SECONDS).toString();
    return new Problem(
        Problem.Severity.ALARM,
        subject,
        "%s is also used by MAC %s (%d times, last %s)"
            .formatted(address, rival.mac, sightings.count, when),
        rival.mac.equals(own)
            ? "that is the group's own MAC: look for a second owner, a second cluster with this"
                + " group and address, or a switch that sends frames back"
            : "find that station and take the address from it, or give the group another one");
  }
}
