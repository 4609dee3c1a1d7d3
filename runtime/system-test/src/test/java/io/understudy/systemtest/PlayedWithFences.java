package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Fault;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;

/// Nodes that can put each other down. Each test chooses the policy; afterwards all is as before.
abstract class PlayedWithFences extends PlayedOnStage {
  static final Duration SOON = Duration.ofSeconds(20);
  static final Duration START = Duration.ofSeconds(30);

  private static final String GROUP = "io.understudy.engine.group-web";

  /// Brings back what lets a node be fenced, after a power loss for instance.
  abstract void mend(Node node);

  @AfterEach
  void everybodyMayOwnAgain() {
    stage.lab().faults().healAll();
    for (Node node : stage.lab().nodes()) {
      policy(node, "none");
      mend(node);
      if (understudy.status(node).at("node").text().isEmpty()) {
        understudy.start(node);
      }
    }
    for (Node node : stage.lab().nodes()) {
      understudy.awaitReady(node, START);
      Awaitility.await().atMost(SOON).until(() -> understudy.order(node, "rejoin").succeeded());
    }
  }

  private void policy(String fencing) {
    stage.lab().nodes().forEach(node -> policy(node, fencing));
  }

  private void policy(Node node, String fencing) {
    understudy.config(node).set(GROUP, "fencing", fencing);
    understudy.config(node).save(GROUP);
  }

  /// From now on nothing is taken over without a confirmed fence.
  void require() {
    policy("require");
    for (Node node : stage.lab().nodes()) {
      soon(
          "fencing is required by " + node,
          () ->
              understudy
                  .status(node)
                  .at("guarantee")
                  .at("level")
                  .text()
                  .equals(Optional.of("fenced")));
    }
    soon("the standby may fence", () -> may(standby()).startsWith("yes, once"));
  }

  /// From now on the owner is fenced, if that can be done, before anything is taken over.
  void attempt() {
    policy("attempt");
    soon("fencing is tried", () -> may(standby()).startsWith("yes, after"));
  }

  String may(Node node) {
    return understudy.group(node).at("mayClaim").text().orElse("");
  }

  /// Waits for what has to come; the nodes' reports, which take long where one hangs, are made only
  /// if it doesn't.
  void soon(String what, Callable<Boolean> holds) {
    try {
      Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(holds);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(what + " in " + SOON + reports(), late);
    }
  }

  boolean owns(Node node) {
    return understudy.group(node).at("role").text().equals(Optional.of("owner"));
  }

  void takesOver(Node node) {
    soon(node + " takes over", () -> owns(node));
  }

  Json held(Node node) {
    return understudy.status(node).at("held");
  }

  boolean event(Node node, String kind) {
    return moment(node, kind, since).isPresent();
  }

  /// Waits for an alarm about the fencing of the other node that says all of this.
  void alarm(Node node, String... words) {
    soon(
        "an alarm with " + List.of(words),
        () ->
            understudy.status(node).at("problems").list().stream()
                .map(Json::toString)
                .filter(problem -> problem.contains("fencing of"))
                .anyMatch(problem -> List.of(words).stream().allMatch(problem::contains)));
  }

  /// Stops the node's process; whatever it owned falls silent with its lease.
  ProcessHandle hangs(Node node) {
    ProcessHandle process = ProcessHandle.of(understudy.process(node)).orElseThrow();
    stage.lab().faults().stopped(node, process.pid());
    return process;
  }

  /// Has both nodes fence each other at the same moment. They have to be brought there: nobody owns
  /// the group, they hear nothing of each other, and both reach all devices.
  ///
  /// @return who owns the group then
  Node duel() {
    List<Node> nodes = stage.lab().nodes();
    Node last = owner();
    maintenance("on");
    try (Fault isolated = stage.lab().faults().isolated(last);
        Fault _ = stage.lab().faults().contactLost()) {
      soon("nobody owns the group", () -> nodes.stream().noneMatch(this::owns));
      isolated.heal();
      maintenance("off");
      soon("one owner", () -> nodes.stream().filter(this::owns).count() == 1);
    }
    return owner();
  }

  /// Orders it on both nodes at once: they don't hear each other's.
  private void maintenance(String word) {
    var answers =
        stage.lab().nodes().stream()
            .map(
                node ->
                    CompletableFuture.supplyAsync(
                        () -> understudy.order(node, "maintenance", word)))
            .toList();
    for (var answer : answers) {
      Command.Result result = answer.join();
      assertTrue(result.succeeded(), result::toString);
    }
  }
}
