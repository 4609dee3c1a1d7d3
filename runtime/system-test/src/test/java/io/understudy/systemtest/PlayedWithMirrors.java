package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import io.understudy.lab.mirroring.Comparison;
import io.understudy.lab.mirroring.MirroredFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// Two nodes that mirror: by their crossover cable, so that it can be cut without a takeover.
@Tag("mirroring")
abstract class PlayedWithMirrors extends PlayedOnStage {
  static final Duration SOON = Duration.ofSeconds(30);

  @BeforeAll
  @Override
  void open() {
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
    MirroredFolder.link(stage.lab(), understudy);
    rules();
    stage.lab().nodes().forEach(stage.contender()::start);
    // Nobody has to say whose data count: nobody ever owned any.
    soon("an owner", () -> stage.contender().owner().isPresent());
    stage.calm();
    // Until it is agreed which devices decide, nobody takes over from an owner that is gone.
    stage.awaitStandby();
  }

  /// Makes the folders and their rules, before the nodes start.
  abstract void rules();

  MirroredFolder folder(String rule) {
    return MirroredFolder.of(stage.lab(), understudy, rule);
  }

  void soon(String what, BooleanSupplier condition) {
    try {
      Awaitility.await(what)
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(100))
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("in vain: " + what + reports(), e);
    }
  }

  /// {@return what a node's status says about a rule; an empty value if it knows none}
  Json rule(Node node, String name) {
    return understudy.status(node).at("mirrors").list().stream()
        .filter(rule -> rule.at("rule").text().equals(Optional.of(name)))
        .findAny()
        .orElse(new Json(null));
  }

  /// {@return names of files that a node's status calls dirty}
  List<String> dirty(Node node, String rule) {
    return rule(node, rule).at("copies").list().stream()
        .flatMap(copy -> copy.at("names").list().stream())
        .flatMap(name -> name.text().stream())
        .toList();
  }

  /// Waits until both nodes have the same, in every attribute.
  void same(MirroredFolder folder) {
    same(folder.at(owner()), folder.at(standby()));
  }

  void same(Path source, Path copy) {
    Comparison.Result[] last = new Comparison.Result[1];
    try {
      Awaitility.await()
          .atMost(SOON)
          .until(
              () -> {
                last[0] = compare(source, copy);
                return last[0] != null && last[0].identical();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          (last[0] == null ? "never at rest" : last[0] + " " + last[0].examples()) + reports(), e);
    }
  }

  /// {@return null while files come and go}
  private static Comparison.@org.jspecify.annotations.Nullable Result compare(
      Path source, Path copy) {
    try {
      return Comparison.of(source, copy, name -> name.startsWith(".understudy"));
    } catch (java.io.UncheckedIOException changing) {
      return null;
    }
  }

  void done(Node node, String... words) {
    Command.Result result = understudy.order(node, words);
    assertEquals(
        0, result.status(), () -> String.join(" ", words) + ": " + result.output() + reports());
  }

  /// Asks that node alone: another one may hang.
  void owns(Node node) {
    soon(
        node + " owns",
        () ->
            understudy.status(node).at("groups").list().stream()
                .anyMatch(group -> group.at("role").text().equals(Optional.of("owner"))));
  }

  /// The same where the other node hangs: it must not be asked.
  void ownsAlone(Node node) {
    soon(
        node + " owns",
        () -> understudy.group(node).at("role").text().equals(Optional.of("owner")));
  }

  /// Starts a node again after its power is back.
  void comesBack(Node node) {
    stage.lab().faults().healAll();
    stage.contender().start(node);
    stage.calm();
    stage.awaitStandby();
  }

  List<Json> quarantine(Node node) {
    Command.Result listed = understudy.order(node, "quarantine", "list", "--json");
    assertEquals(0, listed.status(), listed::output);
    return Json.parse(listed.output()).at("quarantine").list();
  }

  /// {@return the quarantined file with that path}
  Optional<Json> quarantined(Node node, String path) {
    return quarantine(node).stream()
        .filter(file -> file.at("path").text().orElse("").endsWith(path))
        .findAny();
  }

  static String id(Json quarantined) {
    return quarantined.at("id").text().orElseThrow();
  }

  void tells(Node node, String text) {
    soon(
        "an event with " + text,
        () ->
            understudy.events(node).stream()
                .anyMatch(event -> event.at().isAfter(since) && event.text().contains(text)));
  }

  void complains(Node node, String text) {
    soon(
        "a problem with " + text,
        () ->
            understudy.status(node).at("problems").list().stream()
                .anyMatch(problem -> String.valueOf(problem.value()).contains(text)));
  }

  void complainsNoMore(Node node, String text) {
    soon(
        "no problem with " + text,
        () ->
            understudy.status(node).at("problems").list().stream()
                .noneMatch(problem -> String.valueOf(problem.value()).contains(text)));
  }

  void assertShort(Duration outage, Duration most) {
    assertTrue(outage.compareTo(most) < 0, () -> outage + reports());
  }
}
