package io.understudy.lab.mirroring;

import io.understudy.lab.Namespace;
import io.understudy.lab.Priority;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Compares ways to mirror files under load, and prints a table.
public final class MirroringBenchmark {
  private MirroringBenchmark() {}

  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.println(Wishes.help());
      return;
    }
    Wishes wishes;
    try {
      wishes = Wishes.of(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark-mirroring: " + e.getMessage() + "\n\n" + Wishes.help());
      System.exit(2);
      return;
    }
    Optional<String> obstacle = Namespace.obstacle();
    if (obstacle.isPresent()) {
      System.err.println("benchmark-mirroring: " + obstacle.get());
      System.exit(1);
    }
    System.exit(run(wishes) ? 0 : 1);
  }

  /// {@return whether Understudy kept to what is asked}
  private static boolean run(Wishes wishes) {
    Priority.raise();
    Figures figures = new Figures();
    for (int run = 1; run <= wishes.runs(); run++) {
      for (Contestant contestant : wishes.contenders()) {
        try {
          Trial.play(contestant, wishes, figures);
        } catch (IOException | RuntimeException broken) {
          System.err.printf(
              "%s is given up in run %d: %s%n", contestant.word(), run, broken.getMessage());
        }
      }
    }
    System.out.printf(
        "%nScale %s, seed %d, %d run(s), load for %d s, %d processors.%n%n%s%n",
        wishes.scale(),
        wishes.seed(),
        wishes.runs(),
        wishes.seconds().toSeconds(),
        Runtime.getRuntime().availableProcessors(),
        figures.table());
    return figures.kept(Contestant.UNDERSTUDY.word());
  }
}
