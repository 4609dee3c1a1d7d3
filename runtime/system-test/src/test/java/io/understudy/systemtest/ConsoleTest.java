package io.understudy.systemtest;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.understudy.systemtest.Browser.confirm;
import static io.understudy.systemtest.Browser.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.lab.Fault;
import io.understudy.lab.IdleCost;
import io.understudy.lab.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The cluster page in a real browser, on the nodes of a live cluster. Prints how fast it is.
@Tag("console")
class ConsoleTest extends PlayedOnStage {
  private static final Duration MOVES = Duration.ofSeconds(20);

  private static final int PAGES = 50;
  private static final Duration SPAN = Duration.ofSeconds(20);

  private final List<String> table = new ArrayList<>();
  private final Map<Node, Desk> desks = new HashMap<>();

  @BeforeAll
  void openDesks() throws Exception {
    assumeTrue(Browser.obstacle().isEmpty(), () -> Browser.obstacle().orElse(""));
    for (Node node : stage.lab().nodes()) {
      desks.put(node, Desk.open(node).choosePassword());
    }
  }

  @AfterAll
  void print() {
    System.out.println("\n| the cluster page | |\n| --- | --- |");
    table.forEach(System.out::println);
  }

  private Browser browser(Node node, ColorScheme scheme, int width) throws Exception {
    return Browser.loggedIn(node, stage.lab().scratch(), scheme, width);
  }

  private static Locator.FilterOptions hasText(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private void owns(Node node) {
    Awaitility.await()
        .atMost(MOVES)
        .until(() -> stage.contender().owner().equals(Optional.of(node)));
  }

  @Test
  void everybodyCanUseThePage() throws Exception {
    Map<String, ColorScheme> schemes = Map.of("light", ColorScheme.LIGHT, "dark", ColorScheme.DARK);
    for (var scheme : schemes.entrySet()) {
      for (int width : new int[] {320, 1400}) {
        try (Browser browser = browser(owner(), scheme.getValue(), width)) {
          Page page = browser.page();
          shown(page.locator("#groups"), "owned by " + owner().name());
          shown(page.locator("#history"), "claimed");
          assertThat(page.locator("#devices td", new Page.LocatorOptions().setHasText("reflects")))
              .hasCount(6);
          assertThat(page.locator("#paths canvas").first()).isVisible();
          Awaitility.await()
              .pollInSameThread() // Playwright wants it; its own way of waiting breaks the policy
              .atMost(MOVES)
              .until(() -> (boolean) page.evaluate("document.documentElement.dataset.samples > 5"));
          browser.picture("cluster-%s-%d".formatted(scheme.getKey(), width));
          assertEquals(List.of(), browser.barriers(), scheme.getKey() + " " + width);
          assertEquals(List.of(), browser.errors());
          int wide = (int) page.evaluate("document.documentElement.scrollWidth");
          assertTrue(wide <= width, "it is " + wide + " wide on " + width);
          table.add(
              "| usable, %s, %d px wide | %s ms |"
                  .formatted(
                      scheme.getKey(),
                      width,
                      page.evaluate("document.documentElement.dataset.ready")));
        }
      }
    }
  }

  @Test
  void theLogInPageIsUsableToo() throws Exception {
    try (Browser browser = Browser.on(owner(), stage.lab().scratch(), ColorScheme.LIGHT, 320)) {
      browser.page().navigate(Desk.uri("/understudy/").toString());
      assertEquals(List.of(), browser.barriers());
      browser.logIn("admin", "not the password");
      shown(browser.page().locator("[role=alert]"), "Wrong user or password");
      browser.picture("log-in");
    }
  }

  @Test
  void aHandoverIsExplainedAndThenDone() throws Exception {
    Node to = standby();
    try (Browser browser = browser(owner(), ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      page.locator("#groups [data-order=handover]").click();
      shown(page.locator("#confirm-text"), "moves from");
      browser.picture("handover");
      page.locator("#confirm-no").click();
      page.locator("#groups [data-order=handover]").click();
      confirm(page, "to " + to.name());
      shown(page.locator("#groups"), "owned by " + to.name());
      owns(to);
    }
  }

  @Test
  void settingsAreTriedWithoutChangingThem() throws Exception {
    Node owner = owner();
    try (Browser browser = browser(owner, ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      shown(page.locator("#safety .body"), "287 ms at most");
      page.locator("#timing [name=lease]").fill("400ms");
      shown(page.locator("#safety .body"), "485 ms at most");
      page.locator("#timing [name=lease]").fill("100ms");
      shown(page.locator("#safety .body"), "must be at least 4 beats and 4 bursts");
      page.locator("#timing [name=lease]").fill("");
      page.locator("#what-if [name=fault]").selectOption("hang");
      page.locator("#what-if [name=lasts]").fill("500ms");
      page.locator("#what-if button").click();
      shown(page.locator("#played"), "another node owned the group after 50 of them");
      page.locator("#timing [name=lease]").fill("800ms");
      page.locator("#what-if button").click();
      shown(page.locator("#played"), "another node owned the group after 0 of them");
      browser.picture("safety");
      assertEquals(List.of(), browser.errors());
    }
    assertEquals(owner, owner());
  }

  /// Ordered on one node's page, and kept on the other's.
  @Test
  void aChangeOfAllNodesIsMadeOnOnePageAndKeptOnTheOther() throws Exception {
    Node owner = owner();
    String term = term();
    for (String lease : new String[] {"lease = 240ms", "lease ="}) {
      try (Browser one = browser(owner, ColorScheme.LIGHT, 1400)) {
        Page page = one.page();
        page.locator("#changes [name=file]").fill("io.understudy.engine.cfg");
        page.locator("#changes [name=settings]").fill("lease = 20ms");
        page.locator("#changes button").click();
        confirm(page, "Each node judges it first");
        shown(page.locator("#told-text"), "must be at least 4 beats and 4 bursts");
        page.locator("#told button").click();
        page.locator("#changes [name=settings]").fill(lease);
        page.locator("#changes button").click();
        confirm(page, "Each node judges it first");
        shown(page.locator("#change"), "is changed on all nodes by admin at " + owner.name());
        one.picture("change");
        assertEquals(List.of(), one.barriers());
        assertEquals(List.of(), one.errors());
      }
      try (Browser other = browser(stage.lab().other(owner), ColorScheme.DARK, 320)) {
        Page page = other.page();
        shown(page.locator("#change"), lease);
        page.locator("[data-order=change-keep]").click();
        confirm(page, "stays, on all nodes");
        shown(page.locator("#change"), "No change waits to be kept");
        assertEquals(List.of(), other.barriers());
      }
    }
    nothingMoved(owner, term);
  }

  /// A real fence agent, whose status the device tells.
  @Test
  void aFenceIsTestedInThePage() throws Exception {
    Node node = standby();
    Node other = stage.lab().other(node);
    Path state = Files.writeString(node.home().resolve("data/dummy"), "on");
    Path cfg = node.home().resolve("config/io.understudy.fencing.agent-dummy.cfg");
    Files.writeString(
        cfg,
        "name = dummy\nnode = %s\nagent = fence_dummy\nparameters = type=file, status_file=%s\n"
            .formatted(other.name(), state));
    try (Browser browser = browser(node, ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      shown(page.locator("#fences"), "never tested");
      page.locator("[data-order=fence-test]").click();
      confirm(page, "Nobody is switched off");
      shown(page.locator("#fences"), "done");
      assertEquals("on", Files.readString(state).strip());
      assertEquals(List.of(), browser.barriers());
    } finally {
      Files.delete(cfg);
    }
  }

  /// A program that takes the first test, and fails at the next.
  @Test
  void anAlarmReceiverIsTestedInThePage() throws Exception {
    Node node = standby();
    Path said = node.home().resolve("said");
    Path program =
        Files.writeString(
            node.home().resolve("page"),
            """
            #!/bin/sh
            [ ! -e %1$s ] || exit 3
            echo "$UNDERSTUDY_ALARM_KIND $UNDERSTUDY_ALARM_SUBJECT" >%1$s
            """
                .formatted(said));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path cfg = node.home().resolve("config/io.understudy.alarm.command-page.cfg");
    try (Browser browser = browser(node, ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      shown(page.locator("#alarms"), "Nobody is told");
      Files.writeString(cfg, "name = page\ncommand = %s\n".formatted(program));
      shown(page.locator("#alarms"), "Told: page");
      page.locator("[data-order=alarm-test]").click();
      confirm(page, "a message that says it is a test");
      shown(page.locator("#told"), "It took the test");
      assertEquals("test test\n", Files.readString(said));
      page.locator("#told button").click();
      page.locator("[data-order=alarm-test]").click();
      confirm(page, "a message that says it is a test");
      shown(page.locator("#told"), "ended with exit code 3");
      assertEquals(List.of(), browser.errors());
    } finally {
      Files.delete(cfg);
    }
  }

  @Test
  void theOwnersCrashIsSeenAsItHappens() throws Exception {
    Node crashed = owner();
    Node other = standby();
    try (Browser browser = browser(other, ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      shown(page.locator("#groups"), "owned by " + crashed.name());
      Fault fault = stage.lab().faults().powerLoss(crashed);
      shown(page.locator("#groups"), "owned by " + other.name());
      shown(page.locator("#nodes"), "silent for");
      for (String phase : List.of("silence", "addresses", "services")) {
        shown(page.locator("#takeovers .phase").filter(hasText(phase)).first(), " ms");
      }
      table.add(
          "| from an event to the page | %s ms |"
              .formatted(page.evaluate("document.documentElement.dataset.lag")));
      browser.picture("crash");
      fault.heal();
      understudy.start(crashed);
      stage.calm();
      shown(page.locator("#nodes"), "in contact");
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void whenTheNodeGoesThePageSaysHowOldItIs() throws Exception {
    Node node = standby();
    try (Browser browser = browser(node, ColorScheme.DARK, 1400)) {
      Fault fault = stage.lab().faults().stopped(node, understudy.process(node));
      shown(browser.page().locator("#stream"), "s old");
      browser.picture("no-connection");
      fault.heal();
      shown(browser.page().locator("#stream"), "Live");
    }
  }

  @Test
  void standbyRejoinAndMaintenanceAreOrderedInThePage() throws Exception {
    Node node = standby();
    try (Browser browser = browser(node, ColorScheme.LIGHT, 1400)) {
      Page page = browser.page();
      page.locator("[data-order=standby]").click();
      confirm(page, "owns nothing until it rejoins");
      shown(page.locator("#nodes"), "held by");
      page.locator("[data-order=rejoin]").click();
      confirm(page, "may own groups again");
      shown(page.locator("#nodes"), "ready");
      page.locator("[data-order=maintenance]").click();
      confirm(page, "Nothing moves by itself");
      shown(page.locator("#nodes"), "maintenance: nothing moves");
      page.locator("[data-order=maintenance]").click();
      confirm(page, "Failures move groups again");
      assertThat(page.locator("#nodes")).not().containsText("maintenance: nothing moves");
      shown(page.locator("#history"), "admin: maintenance off");
    }
  }

  /// Open pages must not cost the node what it needs to decide: each is read, and nothing moves.
  @Test
  void manyPagesCostLittleAndDelayNothing() throws Exception {
    Node node = owner();
    String term = term();
    IdleCost before = cost(node);
    List<InputStream> pages = new ArrayList<>();
    AtomicLong bytes = new AtomicLong();
    try {
      for (int i = 0; i < PAGES; i++) {
        InputStream page = desks.get(node).stream();
        pages.add(page);
        Thread.ofVirtual().start(() -> read(page, bytes));
      }
      Awaitility.await().atMost(MOVES).until(() -> bytes.get() > PAGES * 1000L);
      IdleCost with = cost(node);
      IdleCost rests = cost(stage.lab().other(node));
      row("owner, no page", before);
      row("owner, %d pages".formatted(PAGES), with);
      row("standby, no page", rests);
    } finally {
      for (InputStream page : pages) {
        page.close();
      }
    }
    nothingMoved(node, term);
  }

  private static void read(InputStream page, AtomicLong bytes) {
    try {
      byte[] buffer = new byte[8192];
      for (int length = page.read(buffer); length >= 0; length = page.read(buffer)) {
        bytes.addAndGet(length);
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void row(String what, IdleCost cost) {
    table.add(
        "| %s | %.1f %% of a core, %.0f MB |".formatted(what, cost.percent(), cost.resident()));
  }

  private IdleCost cost(Node node) {
    return IdleCost.of(understudy.process(node), SPAN);
  }
}
