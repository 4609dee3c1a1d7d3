package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Fault;
import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// One change of settings on both nodes: made by both or by none, and taken back unless it is kept.
class AllNodesChangeTest extends PlayedOnStage {
  private static final String GROUP = "io.understudy.engine.group-web";
  private static final String ENGINE = "io.understudy.engine";

  private Command.Result change(Node node, String... words) {
    return understudy.commandLine(
        node, Stream.concat(Stream.of("change"), Stream.of(words)).toArray(String[]::new));
  }

  private void done(Command.Result result) {
    assertEquals(0, result.status(), () -> result + reports());
  }

  private static String text(Node node, String pid) {
    Path file = node.home().resolve("config").resolve(pid + ".cfg");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private boolean all(String pid, String setting) {
    return stage.lab().nodes().stream().allMatch(node -> text(node, pid).contains(setting));
  }

  private boolean none(String pid, String setting) {
    return stage.lab().nodes().stream().noneMatch(node -> text(node, pid).contains(setting));
  }

  private void soon(int seconds, Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(seconds)).until(condition);
  }

  private List<String> texts(String pid) {
    return stage.lab().nodes().stream().map(node -> text(node, pid)).toList();
  }

  private String profile(Node node) {
    return understudy.status(node).at("timing").at("profile").text().orElse("");
  }

  @Test
  void whatNobodyKeepsIsTakenBack() {
    Node owner = owner();
    String term = term();
    List<String> before = texts(GROUP);
    done(change(owner, GROUP, "migrationThreshold=7", "--within=20s"));
    assertTrue(all(GROUP, "migrationThreshold = 7"), this::reports);
    for (Node node : stage.lab().nodes()) {
      assertTrue(change(node, "show").output().contains("migrationThreshold = 7"));
    }
    soon(40, () -> texts(GROUP).equals(before));
    for (Node node : stage.lab().nodes()) {
      soon(20, () -> change(node, "show").output().contains("no change waits"));
      assertTrue(
          understudy.events(node).stream()
              .anyMatch(
                  event ->
                      event.kind().equals("changed")
                          && event.text().contains("nobody kept it in time")),
          this::reports);
    }
    nothingMoved(owner, term);
  }

  /// The timing of both changes while the service is owned, and it is kept at the other node.
  @Test
  void whatIsKeptAnywhereIsKeptEverywhere() {
    Node owner = owner();
    Node standby = standby();
    String term = term();
    done(change(owner, ENGINE, "profile=wan"));
    for (Node node : stage.lab().nodes()) {
      soon(20, () -> profile(node).equals("wan"));
    }
    done(change(standby, "keep"));
    soon(20, () -> change(standby, "show").output().contains("no change waits"));
    assertTrue(all(ENGINE, "profile = wan"));
    done(change(standby, ENGINE + ".cfg", "profile="));
    assertTrue(none(ENGINE, "profile"), this::reports);
    done(change(standby, "keep"));
    for (Node node : stage.lab().nodes()) {
      soon(20, () -> profile(node).equals("default"));
    }
    nothingMoved(owner, term);
  }

  @Test
  void aNewFileIsMadeAndTakenBackOnAllNodes() {
    Node owner = owner();
    String term = term();
    String device = "io.understudy.arbitration.device-extra";
    done(change(owner, device, "name=extra", "address=192.0.2.77"));
    for (Node node : stage.lab().nodes()) {
      soon(10, () -> understudy.status(node).at("devices").list().size() == 4);
    }
    done(change(standby(), "back"));
    for (Node node : stage.lab().nodes()) {
      soon(10, () -> understudy.status(node).at("devices").list().size() == 3);
      assertEquals("", text(node, device));
    }
    nothingMoved(owner, term);
  }

  @Test
  void whatOneNodeRefusesNoNodeMakes() {
    Node owner = owner();
    List<String> before = texts(ENGINE);
    refused(change(owner, ENGINE, "lease=100ms"), "must be at least 4 beats and 4 bursts");
    refused(change(owner, ENGINE, "node=x"), "node: it belongs to each node by itself");
    refused(change(owner, ENGINE, "leese=1s"), "did you mean lease?");
    refused(change(owner, "io.understudy.web", "port=1"), "belongs to each node by itself");
    refused(change(owner, "io.understudy.engine.grup-web", "name=x"), "belongs to each node");
    refused(change(owner, "../evil", "a=b"), "names no file");
    refused(change(owner, ENGINE, "lease=250ms", "--within=1d"), "out of range");
    refused(change(owner, "keep"), "no change waits to be kept");
    refused(change(owner, ENGINE), "use: understudy change FILE key=value");
    Node other = stage.lab().other(owner);
    understudy.config(other).set(GROUP, "migrationThreshold", "many");
    understudy.config(other).save(GROUP);
    soon(10, () -> understudy.status(other).at("problems").toString().contains("many"));
    refused(change(owner, GROUP, "failureTimeout=2m"), other.name() + ": ");
    assertTrue(none(GROUP, "failureTimeout"), this::reports);
    understudy.config(other).set(GROUP, "migrationThreshold", "3");
    understudy.config(other).save(GROUP);
    soon(10, () -> !understudy.status(other).at("problems").toString().contains("many"));
    assertEquals(before, texts(ENGINE));
    nothingMoved(owner);
  }

  private void refused(Command.Result result, String words) {
    assertTrue(result.status() != 0, () -> result + reports());
    assertTrue(result.output().contains(words), result::toString);
  }

  @Test
  void withoutContactNothingChanges() {
    Node owner = owner();
    Node standby = standby();
    Fault stopped = stage.lab().faults().stopped(standby, understudy.process(standby));
    refused(change(owner, GROUP, "migrationThreshold=8"), "doesn't answer");
    stopped.heal();
    stage.calm();
    assertTrue(none(GROUP, "migrationThreshold = 8"), this::reports);
  }

  /// Whoever is replaced or restarted meanwhile goes on where it was.
  @Test
  void aChangeOutlivesWhoMakesIt() {
    Node owner = owner();
    Node standby = standby();
    done(change(owner, GROUP, "migrationThreshold=9"));
    done(understudy.commandLine(standby, "restart"));
    soon(30, () -> change(standby, "show").output().contains("migrationThreshold = 9"));
    stage.calm();
    understudy.program(owner).replaceBundle("engine");
    soon(30, () -> change(owner, "show").output().contains("migrationThreshold = 9"));
    stage.calm();
    assertTrue(all(GROUP, "migrationThreshold = 9"), this::reports);
    done(change(owner, "back"));
    soon(10, () -> none(GROUP, "migrationThreshold = 9"));
    nothingMoved(owner);
  }

  /// Its time is up while it is off: it takes the change back before anything else is decided.
  @Test
  void aNodeThatWasOffTakesItBackWhenItStarts() {
    Node owner = owner();
    Node standby = standby();
    List<String> before = texts(GROUP);
    done(change(owner, GROUP, "migrationThreshold=4", "--within=15s"));
    Fault off = stage.lab().faults().powerLoss(standby);
    assertTrue(text(standby, GROUP).contains("migrationThreshold = 4"), this::reports);
    soon(40, () -> none(owner, "migrationThreshold = 4"));
    off.heal();
    understudy.start(standby);
    soon(40, () -> texts(GROUP).equals(before));
    stage.calm();
    nothingMoved(owner);
  }

  private boolean none(Node node, String setting) {
    return !text(node, GROUP).contains(setting);
  }
}
