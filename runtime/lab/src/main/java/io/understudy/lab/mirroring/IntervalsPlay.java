package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.io.IOException;
import java.time.Duration;

/// The article's trade-off: the longer the interval, the later the copy, and the less it costs.
final class IntervalsPlay implements Play.Scenario {
  private static final Duration LEAST = Duration.ofSeconds(30);

  @Override
  public void play(Trial trial) throws IOException {
    if (!trial.copier().hasIntervals()) {
      return;
    }
    ImapLoad load = trial.load();
    int rate = trial.wishes().rates().stream().min(Integer::compare).orElseThrow();
    for (String interval : trial.wishes().intervals()) {
      Duration length = Wishes.length(interval);
      trial.copier().interval(interval);
      Pause.ofMillis(3000);
      Duration time = length.multipliedBy(2).compareTo(LEAST) > 0 ? length.multipliedBy(2) : LEAST;
      Measured measured = Measured.of(trial, load, rate, time, length.plus(Trial.PATIENCE));
      trial.note(Figure.intervalLag(interval), measured.median(), measured.late());
      trial.note(Figure.intervalCost(interval), measured.processorPerMinute());
      trial.remark("interval %s: %s".formatted(interval, measured));
    }
    trial.copier().interval("continuous");
    trial.inStep(Trial.PATIENCE);
  }
}
