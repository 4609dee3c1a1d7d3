package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;

/// A directory of many files gets another name, and its own again: how long until the copy has it
/// whole, and nothing under the old name?
final class RenamePlay implements Play.Scenario {
  private static final int TIMES = 4;

  @Override
  public void play(Trial trial) throws IOException {
    long[] took = new long[TIMES];
    for (int i = 0; i < TIMES; i++) {
      Pause.ofMillis(2000);
      boolean back = i % 2 == 1;
      took[i] = rename(trial, name(back), name(!back));
    }
    Arrays.sort(took);
    trial.note(Figure.RENAME, Figure.seconds(took[TIMES / 2]));
    trial.remark("%,d files renamed with their directory".formatted(trial.corpus().scans()));
  }

  private static String name(boolean second) {
    return second ? Corpus.SCANS + "-of-last-year" : Corpus.SCANS;
  }

  private static long rename(Trial trial, String from, String to) throws IOException {
    Files.move(trial.source(from), trial.source(to));
    long began = System.nanoTime();
    trial.copier().told(new Edit.Renamed(from, to));
    File before = trial.copy(from).toFile();
    File after = trial.copy(to).toFile();
    long end = began + Trial.PATIENCE.toNanos();
    while (before.exists() || !whole(after, trial.corpus().scans(), trial.copier())) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the directory isn't renamed in the copy");
      }
      Pause.ofMillis(2);
    }
    return System.nanoTime() - began;
  }

  private static boolean whole(File folder, int files, Copier copier) {
    String[] names = folder.exists() ? folder.list() : null;
    return names != null
        && Arrays.stream(names)
                .filter(name -> name.startsWith("scan-") && !copier.ownName(name))
                .count()
            == files;
  }
}
