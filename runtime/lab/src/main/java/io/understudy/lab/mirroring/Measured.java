package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.time.Duration;
import java.util.List;

/// A load and what came of it.
///
/// @param lags in ns, sorted; of an operation that was never seen, as long as was waited
/// @param unseen how many these are
/// @param load how long the operations took
/// @param whole how long until all were seen
/// @param processor CPU seconds meanwhile, of mirroring alone
record Measured(long[] lags, long unseen, Duration load, Duration whole, double processor) {
  /// What shows last has to be confirmed and noted, too.
  private static final long AFTERWARDS = 500;

  static Measured of(Trial trial, ImapLoad load, int perSecond, Duration time) {
    return of(trial, load, perSecond, time, Trial.PATIENCE);
  }

  static Measured of(Trial trial, ImapLoad load, int perSecond, Duration time, Duration patience) {
    Copier copier = trial.copier();
    try (Sightings sightings = new Sightings(trial.site().copy(), load.users())) {
      double before = copier.processor();
      long began = System.nanoTime();
      List<Operation> all =
          load.run(perSecond, time, sightings::await, operation -> copier.told(operation.edit()));
      long loaded = System.nanoTime();
      long end = loaded + patience.toNanos();
      while (sightings.missing() > 0 && System.nanoTime() < end) {
        Pause.ofMillis(20);
      }
      Pause.ofMillis(AFTERWARDS);
      long now = System.nanoTime();
      double spent =
          copier.processor() - before - trial.base().processor() * Figure.seconds(now - began);
      long[] lags =
          all.stream()
              .mapToLong(operation -> operation.seen() ? operation.lag() : now - operation.doneAt())
              .sorted()
              .toArray();
      long unseen = all.stream().filter(operation -> !operation.seen()).count();
      return new Measured(
          lags, unseen, Duration.ofNanos(loaded - began), Duration.ofNanos(now - began), spent);
    }
  }

  double median() {
    return at(0.5);
  }

  /// {@return what 99 % kept to}
  double late() {
    return at(0.99);
  }

  private double at(double share) {
    return Figure.seconds(lags[Math.min(lags.length - 1, (int) (share * lags.length))]);
  }

  double processorPerThousand() {
    return processor / lags.length * 1000;
  }

  double processorPerMinute() {
    return processor / Figure.seconds(whole) * 60;
  }

  @Override
  public String toString() {
    return "%d operations in %.1f s, the last in the copy %.1f s later; longest lag %.3f s%s"
        .formatted(
            lags.length,
            Figure.seconds(load),
            Figure.seconds(whole.minus(load)) - AFTERWARDS / 1000.0,
            Figure.seconds(lags[lags.length - 1]),
            unseen == 0 ? "" : "; never seen: " + unseen);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
