package io.understudy.engine.simulation;

import io.understudy.engine.decision.Bare;

/// Runs histories from the command line: `Show FAMILY|all COUNT [WITHOUT,...] [first seed]`, or
/// prints one: `Show FAMILY -SEED`.
final class Show {
  private Show() {}

  public static void main(String[] arguments) {
    String[] without =
        arguments.length > 2 && !arguments[2].isEmpty() ? arguments[2].split(",") : new String[0];
    long count = Long.parseLong(arguments[1]);
    if (count < 0) {
      History history =
          History.run(Faults.named(arguments[0]), -count, Bare.without(without), true);
      history.log().forEach(System.out::println);
      System.out.println(history.safe() + " " + history.calm());
      return;
    }
    long first = arguments.length > 3 ? Long.parseLong(arguments[3]) : 1;
    for (Faults.Family family : Faults.FAMILIES) {
      if (!arguments[0].equals("all") && !arguments[0].equals(family.name())) {
        continue;
      }
      long began = System.nanoTime();
      int two = 0;
      int terms = 0;
      int copies = 0;
      int writers = 0;
      int pingPongs = 0;
      int restless = 0;
      long worst = 0;
      long moves = 0;
      StringBuilder seeds = new StringBuilder();
      for (long seed = first; seed < first + count; seed++) {
        History history = History.run(family, seed, Bare.without(without), false);
        two += history.overlap() > 0 ? 1 : 0;
        terms += history.equalTerms() > 0 ? 1 : 0;
        copies += history.oldCopies() > 0 ? 1 : 0;
        writers += history.writers() > 0 ? 1 : 0;
        pingPongs += history.pingPongs() > 0 ? 1 : 0;
        restless += history.calm() ? 0 : 1;
        worst = Math.max(worst, history.overlap());
        moves += history.moves();
        if (!history.good() && seeds.length() < 60) {
          seeds.append(history.safe() ? " l" : " s").append(seed);
        }
      }
      System.out.printf(
          "%-28s n=%d two=%d worst=%d ms terms=%d copies=%d writers=%d ping=%d restless=%d"
              + " moves=%.2f %.1f ms each;%s%n",
          family.name(),
          count,
          two,
          worst / World.MS,
          terms,
          copies,
          writers,
          pingPongs,
          restless,
          moves / (double) count,
          (System.nanoTime() - began) / 1e6 / count,
          seeds);
    }
  }
}
