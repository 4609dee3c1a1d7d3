package io.understudy.lab;

import java.time.Duration;

/// What one run of a scenario came to.
///
/// @param outage longest time without an answer for the client, beyond its period
/// @param both for how long two nodes answered for an address
/// @param moved the owner afterwards isn't the one before
/// @param outages how many interruptions of more than 30 ms there were
public record Trial(Duration outage, Duration both, boolean moved, long outages) {
  @Override
  public String toString() {
    return "outage %d ms, both answered %d ms, %s, %d interruptions"
        .formatted(outage.toMillis(), both.toMillis(), moved ? "moved" : "stayed", outages);
  }
}
