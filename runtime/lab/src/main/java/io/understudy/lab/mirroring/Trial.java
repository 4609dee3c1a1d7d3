package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One run of one contender on a site of its own, from an empty copy or a full one to the last
/// comparison.
final class Trial {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration FIRST = Duration.ofMinutes(10);
  private static final Duration REST = Duration.ofSeconds(10);

  private final String name;
  private final Wishes wishes;
  private final Figures figures;
  private final Site site;
  private final Copier copier;
  private final Corpus corpus;
  private final ImapLoad load;
  private final Base base;
  private int probes;

  /// What the programs cost before they mirror.
  ///
  /// @param processor CPU seconds a second
  /// @param residentFrom MB on the sending node
  /// @param residentTo MB on the receiving node
  record Base(double processor, double residentFrom, double residentTo) {}

  private Trial(String name, Wishes wishes, Figures figures, Site site, Copier copier)
      throws IOException {
    this.name = name;
    this.wishes = wishes;
    this.figures = figures;
    this.site = site;
    this.copier = copier;
    this.corpus = new Corpus(site.source(), wishes.scale(), wishes.seed()).fill();
    this.load = new ImapLoad(site.source(), corpus, wishes.seed() + 1);
    copier.prepare();
    this.base = copier.doesMore() ? atRest() : new Base(0, 0, 0);
  }

  private Base atRest() {
    Pause.ofMillis(REST.toMillis());
    return new Base(
        processorPerSecond(REST), copier.resident(site.from()), copier.resident(site.to()));
  }

  /// Plays all that is wished, and notes what it finds.
  static void play(Contestant contestant, Wishes wishes, Figures figures) throws IOException {
    try (Site site = Site.build();
        Copier copier = contestant.on(site)) {
      Optional<String> obstacle = copier.obstacle();
      if (obstacle.isPresent()) {
        System.err.println(contestant.word() + " is left out: " + obstacle.get());
        return;
      }
      Trial trial = new Trial(contestant.word(), wishes, figures, site, copier);
      trial.begin();
      for (Play play : Play.values()) {
        if (wishes.plays().contains(play)) {
          trial.play(play);
        }
      }
      trial.compare();
    }
  }

  private void play(Play play) throws IOException {
    try {
      play.play(this);
    } catch (IllegalStateException broken) {
      System.err.printf("%s, %s: %s%n", name, play.word(), broken.getMessage());
    }
  }

  private void begin() throws IOException {
    long began = System.nanoTime();
    if (wishes.plays().contains(Play.FIRST_COPY)) {
      copier.begin();
      // Directories and links come as they come.
      long files = new Count(site.source(), copier).now();
      new Count(site.copy(), copier).await(files, FIRST);
      note(Figure.FIRST_COPY, corpus.files() / Figure.seconds(System.nanoTime() - began));
    } else {
      site.fillCopy();
      copier.begin();
    }
    for (int i = 0; i < 3; i++) {
      inStep(FIRST);
      Pause.ofMillis(1000);
    }
  }

  /// Waits until a new file has come to the copy, and gone again: what was written before it has,
  /// too, except where a contender works side by side.
  void inStep(Duration patience) throws IOException {
    String probe = "probe-" + ++probes;
    Files.writeString(site.source().resolve(probe), "?");
    copier.told(new Edit.Written(probe));
    File arrived = site.copy().resolve(probe).toFile();
    Pause.until("a new file in the copy of " + name, patience, arrived::exists);
    Files.delete(site.source().resolve(probe));
    copier.told(new Edit.Removed(probe));
    Pause.until("no deleted file in the copy of " + name, patience, () -> !arrived.exists());
  }

  private void compare() {
    if (!copier.copiesAttributes()) {
      return;
    }
    Comparison.Result result = null;
    for (int attempt = 0; attempt < 4 && (result == null || !result.identical()); attempt++) {
      Pause.ofMillis(3000);
      result = Comparison.of(site.source(), site.copy(), copier::ownName);
    }
    note(Figure.IDENTICAL, result.identical() ? 1 : 0);
    if (!result.identical()) {
      figures.remark(Figure.IDENTICAL, name, result.toString().substring("no: ".length()));
      result.examples().forEach(example -> System.err.println("  " + example));
    }
  }

  void note(Figure figure, double... measured) {
    figures.add(figure, name, measured);
  }

  /// Says what else is to be known.
  void remark(String text) {
    System.err.println(name + ": " + text);
  }

  Wishes wishes() {
    return wishes;
  }

  Site site() {
    return site;
  }

  Copier copier() {
    return copier;
  }

  Corpus corpus() {
    return corpus;
  }

  Base base() {
    return base;
  }

  /// {@return the load, which goes on where it ended}
  ImapLoad load() {
    return load;
  }

  Path source(String path) {
    return site.source().resolve(path);
  }

  Path copy(String path) {
    return site.copy().resolve(path);
  }

  private double processorPerSecond(Duration time) {
    double before = copier.processor();
    long began = System.nanoTime();
    Pause.ofMillis(time.toMillis());
    return (copier.processor() - before) / Figure.seconds(System.nanoTime() - began);
  }

  /// {@return CPU seconds a minute for mirroring, while `time` goes by}
  double processorPerMinute(Duration time) {
    return 60 * Math.max(0, processorPerSecond(time) - base.processor());
  }
}
