package io.understudy.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Runs every scenario with Understudy and with keepalived, default and tuned, and prints a table.
public final class Benchmark {
  private static final String USAGE =
      """
      Usage: benchmark [--runs N] [--scenarios A,B] [--contenders understudy,keepalived,tuned]

      Plays each scenario N times (5) with each contender, in network namespaces of this machine,
      and prints the client's outage (median, least and most, in ms) and for how long two nodes
      answered for the address. Needs root. All of it takes about an hour; scenarios:
      """;

  private final int runs;
  private final List<Scenario> scenarios;
  private final Map<String, Function<Lab, Contender>> contenders;
  private final Map<Scenario, Map<String, List<Trial>>> trials = new EnumMap<>(Scenario.class);

  private Benchmark(
      int runs, List<Scenario> scenarios, Map<String, Function<Lab, Contender>> contenders) {
    this.runs = runs;
    this.scenarios = scenarios;
    this.contenders = contenders;
  }

  private static Map<String, Function<Lab, Contender>> all() {
    Map<String, Function<Lab, Contender>> all = new LinkedHashMap<>();
    all.put("understudy", Understudy::new);
    all.put("keepalived", lab -> new Keepalived(lab, false));
    all.put("tuned", lab -> new Keepalived(lab, true));
    return all;
  }

  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.println(USAGE + "  " + names());
      return;
    }
    try {
      Benchmark benchmark = of(List.of(arguments));
      Optional<String> obstacle = Namespace.obstacle();
      if (obstacle.isPresent()) {
        System.err.println("benchmark: " + obstacle.get());
        System.exit(1);
      }
      System.exit(benchmark.run() ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage() + "\n\n" + USAGE + "  " + names());
      System.exit(2);
    }
  }

  private static Benchmark of(List<String> arguments) {
    int runs = 5;
    List<Scenario> scenarios = List.of(Scenario.values());
    Map<String, Function<Lab, Contender>> contenders = all();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      String value = arguments.get(i + 1);
      switch (arguments.get(i)) {
        case "--runs" -> runs = Math.clamp(Integer.parseInt(value), 1, 1000);
        case "--scenarios" ->
            scenarios = Arrays.stream(value.split(",")).map(Benchmark::scenario).toList();
        case "--contenders" -> {
          List<String> wanted = List.of(value.split(","));
          if (!contenders.keySet().containsAll(wanted)) {
            throw new IllegalArgumentException(value + ": use some of " + contenders.keySet());
          }
          contenders.keySet().retainAll(wanted);
        }
        default -> throw new IllegalArgumentException("no option " + arguments.get(i));
      }
    }
    return new Benchmark(runs, scenarios, contenders);
  }

  private static Scenario scenario(String name) {
    return Arrays.stream(Scenario.values())
        .filter(scenario -> word(scenario).equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(name + ": use some of " + names()));
  }

  private static String word(Scenario scenario) {
    return scenario.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static String names() {
    return Arrays.stream(Scenario.values()).map(Benchmark::word).collect(Collectors.joining(" "));
  }

  /// {@return whether Understudy kept to what is asked}
  private boolean run() {
    contenders.forEach(this::run);
    System.out.println();
    System.out.println(table());
    return scenarios.stream().allMatch(this::kept);
  }

  private void run(String name, Function<Lab, Contender> contender) {
    Stage stage = null;
    try {
      stage = Stage.set(Topology.PAIR, contender);
      Optional<String> obstacle = stage.contender().obstacle();
      if (obstacle.isPresent()) {
        System.err.println(name + " is left out: " + obstacle.get());
        return;
      }
      stage.open();
      for (Scenario scenario : scenarios) {
        for (int run = 1; run <= runs; run++) {
          stage = play(name, contender, stage, scenario, run);
        }
      }
    } finally {
      if (stage != null) {
        stage.close();
      }
    }
  }

  /// {@return the stage to go on with: a new one if this one broke}
  private Stage play(
      String name, Function<Lab, Contender> contender, Stage stage, Scenario scenario, int run) {
    try {
      Trial trial = stage.play(scenario);
      trials
          .computeIfAbsent(scenario, made -> new LinkedHashMap<>())
          .computeIfAbsent(name, made -> new ArrayList<>())
          .add(trial);
      System.err.printf("%s, %s, run %d: %s%n", name, scenario.title(), run, trial);
      return stage;
    } catch (IllegalStateException broken) {
      System.err.printf("%s, %s, run %d: %s%n", name, scenario.title(), run, broken.getMessage());
      stage.close();
      return Stage.set(Topology.PAIR, contender).open();
    }
  }

  private boolean kept(Scenario scenario) {
    List<Trial> all = trials.getOrDefault(scenario, Map.of()).getOrDefault("understudy", List.of());
    return !contenders.containsKey("understudy")
        || all.size() == runs
            && all.stream().allMatch(trial -> trial.both().isZero())
            && all.stream().allMatch(trial -> trial.moved() == scenario.moves())
            && (scenario.most().isZero()
                ? all.stream().allMatch(trial -> trial.outages() == 0)
                : Spread.of(all).most() <= scenario.most().toMillis()
                    && Spread.of(all).median() <= scenario.median().toMillis());
  }

  /// The client's outages in ms.
  private record Spread(long median, long least, long most) {
    static Spread of(List<Trial> trials) {
      List<Long> sorted =
          trials.stream().map(Trial::outage).map(Duration::toMillis).sorted().toList();
      return new Spread(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
    }
  }

  private String table() {
    StringBuilder table = new StringBuilder("| fault | asked |");
    contenders
        .keySet()
        .forEach(
            name ->
                table.append(
                    " " + name + ": median (least to most) ms | both answer ms | moved |"));
    table.append("\n| --- | --- |").append(" --- | --- | --- |".repeat(contenders.size()));
    for (Scenario scenario : scenarios) {
      table.append("\n| %s | %s |".formatted(scenario.title(), asked(scenario)));
      for (String name : contenders.keySet()) {
        table.append(cells(trials.getOrDefault(scenario, Map.of()).getOrDefault(name, List.of())));
      }
    }
    return table.toString();
  }

  private static String asked(Scenario scenario) {
    long median = scenario.median().toMillis();
    long most = scenario.most().toMillis();
    return most == 0 ? "0" : median == most ? "≤ " + most : "≤ " + median + ", most " + most;
  }

  private String cells(List<Trial> all) {
    if (all.isEmpty()) {
      return " - | - | - |";
    }
    Spread spread = Spread.of(all);
    long both = all.stream().mapToLong(trial -> trial.both().toMillis()).max().orElse(0);
    long moved = all.stream().filter(Trial::moved).count();
    return " %d (%d to %d)%s | %d | %d of %d |"
        .formatted(
            spread.median(),
            spread.least(),
            spread.most(),
            all.size() < runs ? ", " + (runs - all.size()) + " failed" : "",
            both,
            moved,
            all.size());
  }
}
