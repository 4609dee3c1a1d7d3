package io.understudy.engine;

import io.understudy.api.Problem;
import io.understudy.api.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells when somebody set the wall clock. Nothing is decided by it, so nothing else happens; but
/// the times in the history and the log don't go on as before.
final class ClockJumps implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TOLERANCE = Duration.ofSeconds(1);
  private static final Duration SHOWN = Duration.ofMinutes(10);

  private record Jump(Problem problem, Instant at) {}

  private final InstantSource wall;
  private final InstantSource steady;
  private final Consumer<String> told;
  private final Thread thread;
  private Duration offset;
  private volatile Optional<Jump> last = Optional.empty();

  /// @param steady a clock that nobody sets
  /// @param told hears of each jump, in words
  ClockJumps(InstantSource wall, InstantSource steady, Consumer<String> told) {
    this.wall = wall;
    this.steady = steady;
    this.told = told;
    this.offset = offset();
    this.thread = Thread.ofVirtual().name("clock jumps").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private Duration offset() {
    return Duration.between(steady.instant(), wall.instant());
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        look();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    Duration now = offset();
    Duration jump = now.minus(offset);
    offset = now;
    if (jump.abs().compareTo(TOLERANCE) > 0) {
      String what =
          "the wall clock was set %s by %s, to %s"
              .formatted(
                  jump.isNegative() ? "back" : "forward",
                  Settings.words(jump.abs().truncatedTo(ChronoUnit.SECONDS)),
                  wall.instant().truncatedTo(ChronoUnit.SECONDS));
      told.accept(what);
      last =
          Optional.of(
              new Jump(
                  new Problem(
                      Problem.Severity.NOTE,
                      "clock",
                      what,
                      "nothing depends on it but the times that are shown; let NTP keep it"),
                  steady.instant()));
    }
  }

  List<Problem> problems() {
    Instant since = steady.instant().minus(SHOWN);
    return last.filter(jump -> jump.at().isAfter(since)).map(Jump::problem).stream().toList();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
