package io.understudy.lab.mirroring;

/// The IMAP-like load, at each wished rate: how long until each operation shows in the copy, and
/// what does it cost until all do?
final class LoadPlay implements Play.Scenario {
  @Override
  public void play(Trial trial) {
    ImapLoad load = trial.load();
    for (int rate : trial.wishes().rates()) {
      Measured measured = Measured.of(trial, load, rate, trial.wishes().seconds());
      trial.note(Figure.lag(rate), measured.median(), measured.late());
      trial.note(Figure.cost(rate), measured.processorPerThousand());
      trial.remark(measured.toString());
    }
  }
}
