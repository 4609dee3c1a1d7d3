package io.understudy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Understudy on every node of a lab, each from its own copy of the distribution.
public final class Understudy implements Contender {
  /// Longest time for one command to a node.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Lab lab;
  private final Path distribution;
  private final Function<Node, Process> starter;
  private final String key = HexFormat.of().formatHex(new SecureRandom().generateSeed(32));
  private final Map<Node, NodeConfig> configs = new LinkedHashMap<>();
  private final Map<Node, Process> running = new LinkedHashMap<>();

  /// Takes the distribution that the system property `understudy.distribution` names, else the one
  /// that was built in this checkout.
  public Understudy(Lab lab) {
    this(lab, Distribution.find());
  }

  public Understudy(Lab lab, Path distribution) {
    this(lab, distribution, false);
  }

  private Understudy(Lab lab, Path distribution, boolean installed) {
    this.lab = lab;
    this.distribution = distribution;
    this.starter =
        installed ? node -> Container.boot(node, program(node).folder()) : this::inForeground;
    lab.nodes().forEach(node -> configs.put(node, new NodeConfig(lab, node)));
  }

  /// {@return Understudy as it is installed, on machines that have a systemd}
  public static Understudy installed(Lab lab) {
    return new Understudy(lab, Distribution.find(), true);
  }

  @Override
  public String name() {
    return "Understudy";
  }

  @Override
  public Optional<String> obstacle() {
    return Distribution.obstacle(distribution);
  }

  @Override
  public boolean plays(Scenario scenario) {
    return true;
  }

  /// {@return the configuration of a node, to be changed before the start or written while it runs}
  public NodeConfig config(Node node) {
    return of(configs, node);
  }

  private static <T> T of(Map<Node, T> map, Node node) {
    T value = map.get(node);
    if (value == null) {
      throw new IllegalStateException("nothing was started on " + node);
    }
    return value;
  }

  /// {@return the node's own copy of the program}
  public Program program(Node node) {
    return new Program(node.home().resolve("program"));
  }

  /// Lays everything in place, without starting anything.
  public void prepare(Node node) {
    program(node).copyFrom(distribution);
    if (!Files.exists(config(node).directory())) {
      config(node).writeAll(key);
    }
  }

  @Override
  public void start(Node node) {
    prepare(node);
    running.put(node, starter.apply(node));
  }

  private Process inForeground(Node node) {
    return node.launch(
        log(node), List.of(program(node).script(), "run", "--home", node.home().toString()));
  }

  /// {@return what the process printed; the node's own log is in `log/` of its home}
  public Path log(Node node) {
    return node.home().resolve("output.log");
  }

  @Override
  public void awaitReady(Node node, Duration patience) {
    Pause.until(() -> node + " ready:\n" + report(node), patience, () -> ready(node));
  }

  private boolean ready(Node node) {
    Json status = status(node);
    return status.at("ready").isTrue()
        && status.at("peers").list().stream().allMatch(peer -> peer.at("contact").isTrue())
        && status.at("groups").list().stream()
            .allMatch(group -> group.at("owner").text().isPresent());
  }

  /// Right after its first start a node doesn't: which devices decide isn't agreed yet.
  @Override
  public boolean mayTakeOver(Node standby) {
    return status(standby).at("groups").list().stream()
        .allMatch(
            group -> group.at("mayClaim").text().filter(may -> may.startsWith("yes")).isPresent());
  }

  /// {@return the answer of `status --json`, or an empty one if the node doesn't answer}
  public Json status(Node node) {
    try {
      return Json.parse(bounded(node, "status", "--json").output());
    } catch (IOException | IllegalArgumentException notThere) {
      return new Json(null);
    }
  }

  /// Sends a command over the node's socket.
  ///
  /// @throws IllegalStateException if no node listens
  public Command.Result order(Node node, String... words) {
    try {
      return bounded(node, words);
    } catch (IOException e) {
      throw new IllegalStateException(node + " doesn't answer: " + e.getMessage(), e);
    }
  }

  /// {@return the node's home as its process sees it}
  private Path seen(Node node) {
    Process process = running.get(node);
    Path there = process == null ? node.home() : Node.inside(process.pid(), node.home());
    return Files.exists(there) ? there : node.home();
  }

  private Command.Result bounded(Node node, String... words) throws IOException {
    CompletableFuture<Command.Result> answer = new CompletableFuture<>();
    Thread asker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answer.complete(ControlLine.ask(seen(node), words));
                  } catch (IOException e) {
                    answer.completeExceptionally(e);
                  }
                });
    try {
      return answer.get(PATIENCE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      asker.interrupt();
      throw new IOException(String.join(" ", words) + ": " + e, e);
    } catch (InterruptedException e) {
      asker.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Runs `bin/understudy` itself, as an administrator does.
  public Command.Result commandLine(Node node, String... words) {
    List<String> line = new ArrayList<>(List.of(program(node).script()));
    line.addAll(List.of(words));
    line.addAll(List.of("--home", node.home().toString()));
    return node.space().attempt(PATIENCE, line.toArray(String[]::new));
  }

  /// {@return the history of a node, oldest first}
  public List<Event> events(Node node) {
    return order(node, "events", "--json", "--limit=1000")
        .output()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(Json::parse)
        .map(
            event ->
                new Event(
                    Instant.parse(event.at("at").text().orElseThrow()),
                    event.at("node").text().orElse("?"),
                    event.at("kind").text().orElse("?"),
                    event.at("text").text().orElse("")))
        .toList();
  }

  /// One entry of a node's history.
  ///
  /// @param kind a word that scripts may rely on
  public record Event(Instant at, String node, String kind, String text) {}

  public Json group(Node node) {
    return status(node).at("groups").list().stream().findFirst().orElse(new Json(null));
  }

  @Override
  public Optional<Node> owner() {
    List<Node> owners =
        lab.nodes().stream()
            .filter(Node::powered)
            .filter(node -> group(node).at("role").text().equals(Optional.of("owner")))
            .toList();
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  @Override
  public long process(Node node) {
    return of(running, node).pid();
  }

  @Override
  public void handover(Node to) {
    Command.Result result = order(lab.other(to), "handover", NodeConfig.GROUP, to.name());
    if (!result.succeeded()) {
      throw new IllegalStateException("handover: " + result.output());
    }
  }

  @Override
  public void restart(Node node) {
    String before = incarnation(node);
    Command.Result result = order(node, "restart");
    if (!result.succeeded()) {
      throw new IllegalStateException("restart: " + result.output());
    }
    Pause.until(
        () -> "a new incarnation on " + node + ":\n" + report(node),
        Duration.ofSeconds(20),
        () -> !incarnation(node).isEmpty() && !incarnation(node).equals(before));
  }

  public String incarnation(Node node) {
    return status(node).at("incarnation").text().orElse("");
  }

  /// {@return status, newest output and log of a node, for a failure's report}
  public String report(Node node) {
    return "status of %s: %s%noutput:%n%s%nlog:%n%s"
        .formatted(
            node,
            status(node).value(),
            tail(log(node)),
            tail(node.home().resolve("log/understudy.log")));
  }

  private static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    } catch (IOException none) {
      return "(none)";
    }
  }

  /// SIGTERM to every node, then SIGKILL to whatever is left.
  @Override
  public void close() {
    running.values().forEach(Process::destroy);
    for (Process process : running.values()) {
      try {
        process.waitFor(Duration.ofSeconds(8));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
    lab.nodes().forEach(node -> node.space().signal(LinuxCalls.SIGKILL));
  }
}
