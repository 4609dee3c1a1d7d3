package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.RemoteStandby;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two nodes that put each other down at the same moment, by logins.
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
    Node winner = duel();
    Node loser = stage.lab().other(winner);
    soon("the other one is held", () -> held(loser).at("automatic").isTrue());
    assertFalse(held(winner).at("automatic").isTrue(), this::reports);
    assertTrue(event(winner, "fences"), this::reports);
    stage.lab().nodes().forEach(node -> understudy.awaitReady(node, START));
    soon(loser + " rejoins", () -> understudy.order(loser, "rejoin").succeeded());
    soon(loser + " is a standby", () -> may(loser).startsWith("yes"));
    return event(loser, "fences");
  }
}
