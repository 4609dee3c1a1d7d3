package io.understudy.lab.mirroring;

import java.io.IOException;
import java.util.Locale;

/// The scenarios, in the order in which they are played.
enum Play {
  /// Played by [Trial] itself: it is how mirroring begins.
  FIRST_COPY(trial -> {}),
  IDLE(new IdlePlay()),
  LOAD(new LoadPlay()),
  RENAME(new RenamePlay()),
  LARGE_FILE(new LargeFilePlay()),
  CUT(new CutPlay()),
  INTERVALS(new IntervalsPlay());

  /// Measures something while a contender mirrors, and leaves it in step.
  @FunctionalInterface
  interface Scenario {
    void play(Trial trial) throws IOException;
  }

  private final Scenario scenario;

  Play(Scenario scenario) {
    this.scenario = scenario;
  }

  void play(Trial trial) throws IOException {
    scenario.play(trial);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
