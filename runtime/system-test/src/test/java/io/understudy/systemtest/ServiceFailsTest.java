package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One node stands, a service of one of its groups falls; the other group's client never notices.
class ServiceFailsTest extends PlayedOnStage {
  private static final Duration SOON = Duration.ofSeconds(40);

  /// Sorts after `web`, which the lab takes for the group.
  private static final String SHOP = "workshop";

  private static final String HOOK = "io.understudy.hook.http-shop";
  private static final String GROUP = "io.understudy.engine.group-" + SHOP;

  private String webTerm = "";

  @BeforeAll
  @Override
  void open() {
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
    for (Node node : stage.lab().nodes()) {
      configure(understudy.config(node), node);
    }
    stage.open();
  }

  private static void configure(NodeConfig config, Node node) {
    config
        .set(GROUP, "name", SHOP)
        .set(GROUP, "services", "shop")
        .set(GROUP, "checkInterval", "200ms")
        .set(GROUP, "checkTimeout", "10s")
        .set(GROUP, "checkFailures", "2")
        .set(GROUP, "migrationThreshold", "2")
        .set(GROUP, "failureWindow", "1m")
        .set(GROUP, "failureTimeout", "0s");
    String takeover = "io.understudy.takeover-" + SHOP;
    config
        .set(takeover, "group", SHOP)
        .set(takeover, "interface", "eth0")
        .set(takeover, "addresses", "10.77.0.101/24");
    config
        .set(HOOK, "name", "shop")
        .set(HOOK, "port", "8080")
        .set(HOOK, "timeout", "5s")
        .set(HOOK, "patience", "20s")
        .set(HOOK, "standby", "stopped")
        .set(HOOK, "directory", folder(node).toString());
  }

  private static Path folder(Node node) {
    Path folder = node.home().resolve("shop");
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("index.html"), node.name() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /// Nothing is remembered of the test before.
  @BeforeEach
  void forget() {
    for (Node node : stage.lab().nodes()) {
      Command.Result result = understudy.order(node, "rejoin");
      assertEquals(0, result.status(), result::output);
    }
    soon("the shop runs", () -> shopOwner().filter(this::serves).isPresent());
    webTerm = term();
  }

  private void soon(String what, BooleanSupplier condition) {
    try {
      Awaitility.await(what)
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(100))
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("in vain: " + what + reports(), e);
    }
  }

  private Json shop(Node node) {
    return understudy.status(node).at("groups").list().stream()
        .filter(group -> group.at("name").text().equals(Optional.of(SHOP)))
        .findAny()
        .orElse(new Json(null));
  }

  private Json service(Node node) {
    return shop(node).at("services").list().stream().findFirst().orElse(new Json(null));
  }

  private boolean owns(Node node) {
    return shop(node).at("role").text().equals(Optional.of("owner"));
  }

  /// It runs, and nothing is about to happen to it.
  private boolean serves(Node node) {
    return shop(node).at("mayClaim").text().equals(Optional.of("it is the owner"))
        && service(node).at("status").text().equals(Optional.of("running"));
  }

  private Optional<Node> shopOwner() {
    return stage.lab().nodes().stream().filter(this::owns).findFirst();
  }

  /// {@return how often an event of that kind was about the shop since the test began}
  private long events(Node node, String kind) {
    return understudy.events(node).stream()
        .filter(event -> event.kind().equals(kind) && event.at().isAfter(since))
        .count();
  }

  private double failures(Node node) {
    return service(node).at("failures").number();
  }

  private long process(Node node) {
    try {
      String note = Files.readString(node.home().resolve("data/run/hook-shop.pid"));
      return Long.parseLong(note.split(" ")[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill(Node node) {
    stage.lab().faults().kill(node, process(node));
  }

  /// Whatever happened to the shop, the web's client saw no outage.
  private void theWebWentOn(Node owner) {
    assertEquals(owner, owner(), this::reports);
    assertEquals(webTerm, term(), this::reports);
    Duration outage = stage.client().polls().outage(since);
    assertTrue(outage.compareTo(HICCUP) < 0, () -> outage + reports());
  }

  @Test
  void oneThatIsKilledStartsAgainInPlace() {
    Node web = owner();
    Node shop = shopOwner().orElseThrow();
    long before = process(shop);
    kill(shop);
    soon("it is started again", () -> events(shop, "restarted") == 1);
    soon("it serves", () -> serves(shop));
    assertNotEquals(before, process(shop));
    assertEquals(1.0, failures(shop), this::reports);
    assertEquals(0, events(shop, "hands-over"), this::reports);
    theWebWentOn(web);
  }

  @Test
  void oneThatFailsTooOftenTakesItsGroupToTheOtherNode() {
    Node web = owner();
    Node shop = shopOwner().orElseThrow();
    Node other = stage.lab().other(shop);
    kill(shop);
    soon("it is started again", () -> events(shop, "restarted") == 1);
    soon("it serves", () -> serves(shop));
    kill(shop);
    soon("the other node serves", () -> serves(other));
    assertEquals(1, events(shop, "hands-over"), this::reports);
    assertEquals(2.0, failures(shop), this::reports);
    assertTrue(
        String.valueOf(understudy.status(shop).at("problems").value())
            .contains("it failed here, and isn't chosen again"),
        this::reports);
    theWebWentOn(web);
  }

  @Test
  void oneThatHangsIsEndedAndStartedAgainWhileTheOtherGroupGoesOn() {
    Node web = owner();
    Node shop = shopOwner().orElseThrow();
    long before = process(shop);
    stage.lab().faults().stopped(shop, before);
    soon("it is started again", () -> events(shop, "restarted") == 1);
    soon("it serves", () -> serves(shop));
    assertNotEquals(before, process(shop));
    assertEquals(0, events(shop, "hands-over"), this::reports);
    theWebWentOn(web);
  }

  @Test
  void oneThatFailsOnBothNodesIsStoppedWithAnAlarmUntilItIsMended() {
    Node web = owner();
    List<Node> nodes = stage.lab().nodes();
    for (Node node : nodes) {
      understudy
          .config(node)
          .set(HOOK, "status", "418")
          .set(HOOK, "timeout", "1s")
          .set(HOOK, "patience", "2s");
      understudy.config(node).save(HOOK);
    }
    String alarm = "it failed on both nodes and is stopped";
    soon(
        "an alarm",
        () ->
            nodes.stream()
                .anyMatch(
                    node ->
                        String.valueOf(understudy.status(node).at("problems").value())
                            .contains(alarm)));
    Node last = shopOwner().orElseThrow();
    soon("it is stopped", () -> service(last).at("status").text().equals(Optional.of("stopped")));
    assertEquals(1, events(nodes.getFirst(), "failed"), this::reports);
    assertEquals(1, events(nodes.getLast(), "failed"), this::reports);
    for (Node node : nodes) {
      understudy
          .config(node)
          .remove(HOOK, "status")
          .set(HOOK, "timeout", "5s")
          .set(HOOK, "patience", "20s");
      understudy.config(node).save(HOOK);
    }
    forgetAndServe();
    theWebWentOn(web);
  }

  /// A mended file is read within a second or two; an order before that starts it in vain.
  private void forgetAndServe() {
    soon(
        "it serves again",
        () -> {
          forgive();
          return shopOwner().filter(this::serves).isPresent();
        });
  }

  private void forgive() {
    for (Node node : stage.lab().nodes()) {
      if (shop(node).at("mayClaim").text().orElse("").contains("failed on both nodes")) {
        assertTrue(understudy.order(node, "rejoin").succeeded(), this::reports);
      }
    }
  }
}
