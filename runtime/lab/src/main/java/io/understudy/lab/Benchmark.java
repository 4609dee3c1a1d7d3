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
      Usage: benchmark [--runs N] [--idle SECONDS] [--scenarios A,B]
                       [--contenders understudy,fenced,keepalived,tuned]

      Plays each scenario N times (5) with each contender, in network namespaces of this machine,
      and prints the client's outage (median, least and most, in ms), for how long two nodes
      answered for the address, and what an idle node costs (watched for 60 s). Needs root.
      The contender fenced is Understudy where each takeover waits for a fence agent.
      All of it takes more than an hour. Ends with 0 if Understudy kept to what is asked.
      Scenarios:
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Duration AT_REST = Duration.ofSeconds(30);

  private final int runs;
  private final Duration idle;
  private final List<Scenario> scenarios;
  private final Map<String, Function<Lab, Contender>> contenders;
  private final Map<String, String> costs = new LinkedHashMap<>();
  private final Map<Scenario, Map<String, List<Trial>>> trials = new EnumMap<>(Scenario.class);

  private Benchmark(
      int runs,
      Duration idle,
      List<Scenario> scenarios,
      Map<String, Function<Lab, Contender>> contenders) {
    this.runs = runs;
    this.idle = idle;
    this.scenarios = scenarios;
    this.contenders = contenders;
  }

  private static Map<String, Function<Lab, Contender>> all() {
    Map<String, Function<Lab, Contender>> all = new LinkedHashMap<>();
    all.put("understudy", Understudy::new);
    all.put("fenced", Fenced::new);
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
    Duration idle = Duration.ofSeconds(60);
    List<Scenario> scenarios = List.of(Scenario.values());
    Map<String, Function<Lab, Contender>> contenders = all();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      String value = arguments.get(i + 1);
      switch (arguments.get(i)) {
        case "--runs" -> runs = Math.clamp(Integer.parseInt(value), 1, 1000);
        case "--idle" -> idle = Duration.ofSeconds(Math.clamp(Integer.parseInt(value), 1, 3600));
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
    return new Benchmark(runs, idle, scenarios, contenders);
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
    for (var contender : contenders.entrySet()) {
      try {
        run(contender.getKey(), contender.getValue());
      } catch (RuntimeException broken) {
        System.err.println(contender.getKey() + " is given up: " + broken.getMessage());
      }
    }
    System.out.println();
    costs.forEach((name, cost) -> System.out.println(name + ": " + cost));
    System.out.println();
    System.out.println(table());
    return scenarios.stream().allMatch(this::kept);
  }

  private void run(String name, Function<Lab, Contender> contender) {
    Stage stage = Stage.set(Topology.PAIR, contender);
    try {
      Optional<String> obstacle = stage.contender().obstacle();
      if (obstacle.isPresent()) {
        System.err.println(name + " is left out: " + obstacle.get());
        return;
      }
      cost(name, stage);
      for (Scenario scenario : scenarios) {
        for (int run = 1; run <= runs && stage.contender().plays(scenario); run++) {
          if (!play(name, stage, scenario, run)) {
            stage.close();
            stage = Stage.set(Topology.PAIR, contender).open();
          }
        }
      }
    } finally {
      stage.close();
    }
  }

  /// Opens the stage and notes what the nodes cost once their start is behind them.
  private void cost(String name, Stage stage) {
    long began = System.nanoTime();
    stage.lab().nodes().forEach(stage.contender()::start);
    stage.lab().nodes().forEach(node -> stage.contender().awaitReady(node, PATIENCE));
    long ready = (System.nanoTime() - began) / 1_000_000;
    stage.calm();
    Pause.ofMillis(AT_REST.toMillis());
    costs.put(
        name,
        "both nodes ready and one owner after %d ms; idle owner: %s; idle standby: %s"
            .formatted(
                ready,
                IdleCost.of(stage.contender().process(stage.owner()), idle),
                IdleCost.of(stage.contender().process(stage.standby()), idle)));
    if (stage.contender() instanceof Understudy) { // keepalived's VRRP process has a parent
      costs.merge(name, "; a standby ready after %s".formatted(starts(stage)), String::concat);
    }
    String remark = stage.contender().remark();
    if (!remark.isEmpty()) {
      costs.merge(name, "; " + remark, String::concat);
    }
    System.err.println(name + ": " + costs.get(name));
  }

  /// {@return how long the standby takes from its start to ready, beside a running owner}
  private String starts(Stage stage) {
    List<Long> took = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      Node standby = stage.standby();
      stage.lab().faults().kill(standby, stage.contender().process(standby));
      long began = System.nanoTime();
      stage.contender().start(standby);
      stage.contender().awaitReady(standby, PATIENCE);
      took.add((System.nanoTime() - began) / 1_000_000);
      stage.calm();
    }
    took.sort(null);
    return "%d ms (%d to %d)".formatted(took.get(runs / 2), took.getFirst(), took.getLast());
  }

  /// {@return whether the stage can be used further}
  private boolean play(String name, Stage stage, Scenario scenario, int run) {
    try {
      Trial trial = stage.play(scenario);
      trials
          .computeIfAbsent(scenario, made -> new LinkedHashMap<>())
          .computeIfAbsent(name, made -> new ArrayList<>())
          .add(trial);
      System.err.printf("%s, %s, run %d: %s%n", name, scenario.title(), run, trial);
      return true;
    } catch (RuntimeException broken) {
      System.err.printf("%s, %s, run %d: %s%n", name, scenario.title(), run, broken.getMessage());
      return false;
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
