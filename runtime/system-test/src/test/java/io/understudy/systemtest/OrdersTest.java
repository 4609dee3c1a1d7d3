package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import io.understudy.lab.Scenario;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What an administrator orders, by the command line.
class OrdersTest extends PlayedOnStage {
  private Command.Result ask(Node node, String... words) {
    return understudy.commandLine(node, words);
  }

  private void done(Node node, String... words) {
    Command.Result result = ask(node, words);
    assertEquals(0, result.status(), () -> result.output() + reports());
  }

  @Test
  void aHandoverMovesTheServiceAtOnce() {
    takesOver(Scenario.HANDOVER);
  }

  @Test
  void aRestartForAnUpgradeMovesNothing() {
    staysAsItIs(Scenario.RESTART);
  }

  @Test
  void aRestartOfTheStandbyMovesNothing() {
    Node owner = owner();
    understudy.restart(standby());
    stage.calm();
    nothingMoved(owner);
  }

  @Test
  void aNodeInStandbyHandsOverAndOwnsNothingUntilItRejoins() {
    Node held = owner();
    Node other = standby();
    done(held, "standby", "--reason", "new memory");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.contender().owner().equals(Optional.of(other)));
    Json status = understudy.status(held);
    assertTrue(
        status.at("held").at("reason").text().orElse("").contains("new memory"), this::reports);

    Command.Result refused = ask(other, "handover", "web", held.name());
    assertNotEquals(0, refused.status(), "a held node takes nothing: " + refused.output());
    assertEquals(other, owner());

    done(held, "rejoin");
    assertEquals(Optional.empty(), understudy.status(held).at("held").text());
    assertEquals(other, owner(), "failback is manual");
    Awaitility.await("the other one hears it")
        .atMost(Duration.ofSeconds(10))
        .until(() -> !understudy.status(other).at("peers").list().getFirst().at("held").isTrue());
    done(other, "handover", "web", held.name());
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.contender().owner().equals(Optional.of(held)));
  }

  @Test
  void aHeldNodeIsHeldAfterARestart() {
    Node held = standby();
    done(held, "standby", "--reason", "test");
    understudy.restart(held);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> understudy.status(held).at("held").text().isPresent());
    done(held, "rejoin");
  }

  @Test
  void statusIsReadableForPeopleAndPrograms() {
    Command.Result text = ask(owner(), "status");
    assertEquals(0, text.status());
    assertTrue(text.output().contains("web"), text::output);
    Json json = Json.parse(ask(owner(), "status", "--json").output());
    assertEquals(Optional.of(owner().name()), json.at("node").text());
    assertEquals(Optional.of("owner"), json.at("groups").list().getFirst().at("role").text());
    assertEquals(3, json.at("devices").list().size());
    assertEquals(2, json.at("paths").list().size());
    assertTrue(
        json.at("devices").list().stream().allMatch(device -> device.at("reflects").isTrue()),
        text::output);
    assertEquals(
        Optional.of("enforced-for-clean-partitions"),
        json.at("guarantee").at("level").text(),
        text::output);
  }

  @Test
  void eventsTellWhatHappened() {
    stage.play(Scenario.HANDOVER);
    Command.Result events = ask(owner(), "events");
    assertEquals(0, events.status());
    assertFalse(events.output().isBlank());
    assertFalse(understudy.events(owner()).isEmpty());
  }

  @Test
  void wrongOrdersSayWhatToDo() {
    for (String[] wrong :
        new String[][] {
          {"nonsense"},
          {"handover"},
          {"handover", "web"},
          {"maintenance", "maybe"},
          {"claim", "web"}
        }) {
      Command.Result result = ask(owner(), wrong);
      assertEquals(2, result.status(), () -> String.join(" ", wrong) + ": " + result.output());
      assertFalse(result.output().isBlank());
      assertFalse(result.output().contains("Exception"), result::output);
    }
    Command.Result unknownNode = ask(owner(), "handover", "web", "nobody");
    assertNotEquals(0, unknownNode.status());
    assertTrue(unknownNode.output().contains("nobody"), unknownNode::output);
    Command.Result unknownGroup = ask(owner(), "handover", "mail", standby().name());
    assertNotEquals(0, unknownGroup.status());
    assertTrue(unknownGroup.output().contains("mail"), unknownGroup::output);
  }

  @Test
  void theSocketIsForTheNodesUserAlone() throws Exception {
    var data = owner().home().resolve("data");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
  }

  @Test
  void noLocalUserCanRenewTheLease() {
    // To every port of loopback and of the address, as nobody: the kernel's rules want more.
    Node owner = owner();
    String before = owner.space().run("nft", "list", "tables");
    assertTrue(before.contains("netdev"), before);
    Command.Result result =
        owner
            .space()
            .attempt(Duration.ofSeconds(5), "setpriv", "--reuid=65534", "nft", "list", "ruleset");
    assertNotEquals(0, result.status(), result::output);
  }

  @Test
  void maintenanceKeepsEverythingWhereItIs() {
    Node owner = owner();
    done(owner, "maintenance", "on");
    try {
      assertTrue(understudy.status(owner).at("maintenance").isTrue());
    } finally {
      done(owner, "maintenance", "off");
    }
    assertEquals(owner, owner());
  }
}
