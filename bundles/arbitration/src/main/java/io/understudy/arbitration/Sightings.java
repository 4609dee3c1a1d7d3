package io.understudy.arbitration;

import io.understudy.api.DeviceView;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is known of a device. Thread-safe.
final class Sightings {
  /// How long an answer or a reflected beat counts.
  static final long FRESH = Duration.ofMillis(3500).toNanos();

  private static final long LONG = Duration.ofSeconds(10).toNanos();

  private final DeviceSettings settings;
  private long answeredAt;
  private long reflectedAt;
  private boolean everAnswered;
  private boolean everReflected;
  private long firstPing;
  private long lastPing;
  private boolean everPinged;
  private long roundTrip;
  private String pingError = "";
  private String reflectError = "";
  private String ownCameBack = "";

  /// @param now when the device came to be: what it did before isn't known
  Sightings(DeviceSettings settings, long now) {
    this.settings = settings;
    answeredAt = now;
    reflectedAt = now;
  }

  synchronized void pinged(long now, String error) {
    if (!everPinged || now - lastPing > LONG) {
      firstPing = now;
      everPinged = true;
    }
    lastPing = now;
    pingError = error;
  }

  synchronized void reflecting(String error) {
    reflectError = ownCameBack.isEmpty() ? error : ownCameBack;
  }

  /// A reflected beat of this node arrived here.
  synchronized void ownCameBack() {
    ownCameBack = "reflected beats come back to this node: an address in peers is its own";
  }

  synchronized void answered(long now, long trip) {
    answeredAt = now;
    everAnswered = true;
    roundTrip = trip;
  }

  synchronized void reflected(long now) {
    reflectedAt = now;
    everReflected = true;
  }

  synchronized DeviceView view(long now) {
    return new DeviceView(
        settings.id(),
        settings.address().getHostAddress(),
        settings.weight(),
        reached(now),
        everReflected && now - reflectedAt <= FRESH,
        Duration.ofNanos(roundTrip),
        pingError.isEmpty() ? reflectError : pingError);
  }

  synchronized List<Problem> problems(long now) {
    List<Problem> problems = new ArrayList<>();
    boolean asked = everPinged && now - lastPing <= FRESH && now - firstPing >= LONG;
    if (!pingError.isEmpty() && !reached(now)) {
      add(
          problems,
          "%s can't be pinged: %s; it has no vote".formatted(where(), pingError),
          "see to the interface and the route to it");
    } else if (asked && now - answeredAt >= LONG) {
      add(
          problems,
          "%s has not answered a ping for %d s: it has no vote"
              .formatted(where(), Duration.ofNanos(now - answeredAt).toSeconds()),
          "switch it on, let it answer pings, or correct or remove the device");
    } else if (!reflectError.isEmpty()) {
      add(
          problems,
          "%s reflects no beats: %s; it has no vote".formatted(where(), reflectError),
          "correct peers in " + PortConfig.PID);
    } else if (asked && reached(now) && now - reflectedAt >= LONG) {
      add(
          problems,
          "%s answers pings, but no reflected beat came by way of it for %d s: it has no vote"
              .formatted(where(), Duration.ofNanos(now - reflectedAt).toSeconds()),
          "nothing to do while the other node is down; else compare peers and the device's name on"
              + " both nodes, allow unsolicited echo replies in this node's firewall and the other"
              + " node's address as source at the switch, or use another device");
    }
    return List.copyOf(problems);
  }

  private boolean reached(long now) {
    return everAnswered && now - answeredAt <= FRESH;
  }

  private String where() {
    return settings.address().getHostAddress();
  }

  private void add(List<Problem> problems, String what, String remedy) {
    problems.add(new Problem(Severity.WARNING, "device " + settings.id(), what, remedy));
  }
}
