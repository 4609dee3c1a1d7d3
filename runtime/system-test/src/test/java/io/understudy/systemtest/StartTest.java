package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Fault;
import io.understudy.lab.Node;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// From nothing to one owner.
@ExtendWith(NeedsLab.class)
class StartTest {
  private Stage stage;
  private Understudy understudy;

  @BeforeEach
  void set() {
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String reports() {
    StringBuilder all = new StringBuilder();
    stage.lab().nodes().forEach(node -> all.append("\n\n").append(understudy.report(node)));
    return all.toString();
  }

  @Test
  void twentySimultaneousStartsGiveOneOwnerEachTime() {
    for (int round = 1; round <= 20; round++) {
      Instant since = Instant.now();
      stage.open();
      assertEquals(
          Duration.ZERO,
          stage.witness().bothAnswered(since),
          "round " + round + ": " + stage.witness().reigns(since) + reports());
      assertTrue(stage.contender().owner().isPresent(), "round " + round + reports());
      List<Fault> off = new ArrayList<>();
      stage.lab().nodes().forEach(node -> off.add(stage.lab().faults().powerLoss(node)));
      off.forEach(Fault::heal);
    }
  }

  @Test
  void aNodeThatStartsAloneAsksAndClaimsWhenTold() {
    Node alone = stage.lab().node("a");
    understudy.start(alone);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> understudy.status(alone).at("ready").isTrue());
    Instant end = Instant.now().plusSeconds(4);
    Awaitility.await().until(() -> Instant.now().isAfter(end));
    assertEquals(Optional.empty(), stage.contender().owner(), this::reports);
    assertTrue(
        understudy.status(alone).at("problems").list().stream()
            .anyMatch(problem -> problem.at("severity").text().equals(Optional.of("alarm"))),
        this::reports);

    assertEquals(0, understudy.commandLine(alone, "claim", "web", "--alone").status());
    stage.client().awaitAnswer(Duration.ofSeconds(10));
    assertEquals(Optional.of(alone), stage.contender().owner());
  }

  @Test
  void theSecondNodeJoinsAsStandby() {
    Node first = stage.lab().node("b");
    understudy.start(first);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> understudy.status(first).at("ready").isTrue());
    understudy.commandLine(first, "claim", "web", "--alone");
    stage.client().awaitAnswer(Duration.ofSeconds(10));
    Instant since = Instant.now();
    understudy.start(stage.lab().node("a"));
    stage.calm();
    assertEquals(first, stage.owner(), this::reports);
    assertEquals(Duration.ZERO, stage.witness().bothAnswered(since));
  }

  @Test
  void aStopByTheSupervisorHandsOver() {
    stage.open();
    Node owner = stage.owner();
    Instant since = Instant.now();
    ProcessHandle.of(understudy.process(owner)).orElseThrow().destroy();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> stage.contender().owner().equals(Optional.of(stage.lab().other(owner))));
    assertEquals(Duration.ZERO, stage.witness().bothAnswered(since), this::reports);
    assertTrue(
        stage.client().polls().outage(since).compareTo(PlayedOnStage.SANE) < 0, this::reports);
  }
}
