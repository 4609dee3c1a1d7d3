package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Fault;
import io.understudy.lab.Node;
import io.understudy.lab.RemoteStandby;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two nodes that put each other down at the same moment, by logins. They have to be brought there:
/// nobody owns the group, they hear nothing of each other, and both reach all devices.
@EnabledIf(
    value = "io.understudy.systemtest.FencingTest#installed",
    disabledReason = "needs sshd, which is in openssh-server")
class DuelsTest extends PlayedWithFences {
  private static final int DUELS = 50;

  private RemoteStandby logins;

  @BeforeAll
  void logIn() {
    logins = RemoteStandby.open(stage.lab(), understudy);
  }

  @AfterAll
  void logOut() {
    logins.close();
  }

  @Override
  void mend(Node node) {}

  @Test
  void ofTwoThatFenceEachOtherExactlyOneSurvives() {
    require();
    int duels = 0;
    for (int round = 0; duels < DUELS; round++) {
      assertTrue(round < 2 * DUELS, "only %d of %d were duels".formatted(duels, round));
      since = Instant.now();
      duels += bothFence() ? 1 : 0;
      neverTwoSince(since);
    }
  }

  /// {@return whether the one that was put down was about to put the other one down}
  private boolean bothFence() {
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
    assertTrue(stage.contender().owner().isPresent(), this::reports);
    Node winner = owner();
    Node loser = stage.lab().other(winner);
    soon("the other one is held", () -> held(loser).at("automatic").isTrue());
    assertFalse(held(winner).at("automatic").isTrue(), this::reports);
    assertTrue(event(winner, "fences"), this::reports);
    nodes.forEach(node -> understudy.awaitReady(node, START));
    soon(loser + " rejoins", () -> understudy.order(loser, "rejoin").succeeded());
    soon(loser + " is a standby", () -> may(loser).startsWith("yes"));
    return event(loser, "fences");
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
