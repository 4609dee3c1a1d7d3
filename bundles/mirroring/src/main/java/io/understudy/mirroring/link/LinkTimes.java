package io.understudy.mirroring.link;

import java.time.Duration;

/// How long a connection waits for what. They are counted in steps of [#step], so that a pause of
/// this process counts as one step and not as the other's silence.
///
/// @param handshake until both ends are proven and the opening is there
/// @param pulse an end that has nothing to say says so this often
/// @param silence an end that isn't heard for so long is gone
/// @param patience an end that lives and takes nothing for so long is given up
/// @param step how often it is looked
public record LinkTimes(
    Duration handshake, Duration pulse, Duration silence, Duration patience, Duration step) {
  public static final LinkTimes USUAL =
      new LinkTimes(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2));

  public LinkTimes {
    if (pulse.multipliedBy(2).compareTo(silence) > 0 || step.compareTo(pulse) > 0) {
      throw new IllegalArgumentException("steps, pulses and silence have to grow in this order");
    }
  }
}
