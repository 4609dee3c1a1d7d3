package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.time.Duration;

/// Nothing changes: what does it cost, and what is held in memory?
final class IdlePlay implements Play.Scenario {
  private static final Duration SETTLES = Duration.ofSeconds(15);

  @Override
  public void play(Trial trial) {
    Pause.ofMillis(SETTLES.toMillis());
    trial.note(Figure.IDLE, trial.processorPerMinute(trial.wishes().idle()));
    double from = trial.copier().resident(trial.site().from()) - trial.base().residentFrom();
    double to = trial.copier().resident(trial.site().to()) - trial.base().residentTo();
    if (!Double.isNaN(from)) {
      trial.note(Figure.MEMORY, Math.max(from, to));
    }
    if (trial.base().residentFrom() > 0) {
      trial.remark(
          "without mirroring %.2f s of CPU a minute and %.0f MB on the owner"
              .formatted(60 * trial.base().processor(), trial.base().residentFrom()));
    }
  }
}
