package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any bundle and any setting may be changed on the owner without moving the service.
class ChangeWhileRunningTest extends PlayedOnStage {
  private static final String GROUP = "io.understudy.engine.group-web";

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "engine",
        "linux",
        "heartbeat",
        "arbitration",
        "takeover",
        "tickle",
        "hook-http",
        "shell"
      })
  void aBundleIsReplacedOnTheOwner(String bundle) {
    Node owner = owner();
    String term = term();
    understudy.program(owner).replaceBundle(bundle);
    settle();
    nothingMoved(owner, term);
    assertTrue(understudy.status(owner).at("ready").isTrue(), this::reports);
  }

  /// File Install looks every half second, twice; then things may take a moment.
  private void settle() {
    Instant end = Instant.now().plusSeconds(5);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(end));
    stage.calm();
  }

  @Test
  void theTimingIsChangedOnOneNodeAfterTheOther() {
    Node owner = owner();
    String term = term();
    for (String profile : new String[] {"wan", "default"}) {
      for (Node node : stage.lab().nodes()) {
        understudy.config(node).set("io.understudy.engine", "profile", profile);
        understudy.config(node).save("io.understudy.engine");
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () ->
                    understudy
                        .status(node)
                        .at("timing")
                        .at("profile")
                        .text()
                        .equals(Optional.of(profile)));
        settle();
      }
      nothingMoved(owner, term);
    }
  }

  @Test
  void aPathIsTakenAwayAndAddedOnTheOwner() throws Exception {
    Node owner = owner();
    String term = term();
    String pid = "io.understudy.heartbeat.path-cross1";
    java.nio.file.Files.delete(understudy.config(owner).directory().resolve(pid + ".cfg"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> understudy.status(owner).at("paths").list().size() == 1);
    nothingMoved(owner, term);
    understudy.config(owner).save(pid);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> understudy.status(owner).at("paths").list().size() == 2);
    settle();
    nothingMoved(owner, term);
  }

  @Test
  void aDeviceIsTakenAwayAndAddedOnTheOwner() throws Exception {
    Node owner = owner();
    String term = term();
    String pid = "io.understudy.arbitration.device-d3";
    java.nio.file.Files.delete(understudy.config(owner).directory().resolve(pid + ".cfg"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> understudy.status(owner).at("devices").list().size() == 2);
    nothingMoved(owner, term);
    understudy.config(owner).save(pid);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> understudy.status(owner).at("devices").list().size() == 3);
    settle();
    nothingMoved(owner, term);
  }

  @Test
  void theHooksSettingsAreChangedOnTheOwner() {
    Node owner = owner();
    String term = term();
    String pid = "io.understudy.hook.http-web";
    understudy.config(owner).set(pid, "timeout", "3s");
    understudy.config(owner).save(pid);
    settle();
    nothingMoved(owner, term);
  }

  @Test
  void settingsThatDifferAreToldOnBothNodes() {
    Node owner = owner();
    String term = term();
    understudy.config(owner).set(GROUP, "migrationThreshold", "5");
    understudy.config(owner).save(GROUP);
    for (Node node : stage.lab().nodes()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> problems(node).contains(GROUP + ".cfg"));
    }
    understudy.config(owner).set(GROUP, "migrationThreshold", "3");
    understudy.config(owner).save(GROUP);
    understudy.config(stage.lab().other(owner)).set(GROUP, "migrationThreshold", "3");
    understudy.config(stage.lab().other(owner)).save(GROUP);
    for (Node node : stage.lab().nodes()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !problems(node).contains(GROUP + ".cfg"));
    }
    nothingMoved(owner, term);
  }

  private String problems(Node node) {
    return understudy.status(node).at("problems").toString();
  }

  @Test
  void theAnnouncementsAreChangedOnTheOwner() {
    Node owner = owner();
    String term = term();
    String pid = "io.understudy.takeover-web";
    understudy.config(owner).set(pid, "announceEvery", "30s");
    understudy.config(owner).save(pid);
    settle();
    nothingMoved(owner, term);
  }

  @Test
  void theGroupsSettingsAreChangedOnTheOwner() {
    Node owner = owner();
    String term = term();
    for (String fencing : new String[] {"attempt", "none"}) {
      understudy.config(owner).set(GROUP, "fencing", fencing);
      understudy.config(owner).save(GROUP);
      settle();
      nothingMoved(owner, term);
    }
    assertEquals(owner, owner());
  }
}
