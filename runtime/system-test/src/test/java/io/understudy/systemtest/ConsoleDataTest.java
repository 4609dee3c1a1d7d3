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
import io.understudy.lab.Node;
import io.understudy.lab.mirroring.MirroredFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Mirrored data and the quarantine in a real browser, through the crash of their owner.
@Tag("console")
class ConsoleDataTest extends PlayedWithMirrors {
  private MirroredFolder pages;

  @Override
  void rules() {
    pages = folder("pages").rule("web", "1h", "stream");
  }

  @BeforeAll
  void openDesks() throws Exception {
    assumeTrue(Browser.obstacle().isEmpty(), () -> Browser.obstacle().orElse(""));
    for (Node node : stage.lab().nodes()) {
      Desk.open(node).choosePassword();
    }
  }

  private Browser browser(Node node) throws Exception {
    return Browser.loggedIn(node, stage.lab().scratch(), ColorScheme.LIGHT, 1400);
  }

  /// {@return the button of a file in quarantine}
  private static Locator button(Page page, String file, String order) {
    return page.locator("#quarantine tr")
        .filter(new Locator.FilterOptions().setHasText(file))
        .locator("[data-order=%s]".formatted(order));
  }

  @Test
  void whatACrashLeavesBehindIsComparedRestoredAndDiscarded() throws Exception {
    Node dead = owner();
    Node survivor = standby();
    Path here = pages.at(dead);
    Path there = pages.at(survivor);
    Files.writeString(here.resolve("index"), "first\n");
    try (Browser browser = browser(dead)) {
      Page page = browser.page();
      page.locator("[data-order=mirror-now]").click();
      confirm(page, "goes to the copy at once");
      soon("it is mirrored", () -> Files.exists(there.resolve("index")));
    }
    Files.writeString(here.resolve("index"), "second\n");
    Files.writeString(here.resolve("fresh"), "unmirrored\n");
    soon(
        "the standby knows what it lacks",
        () -> dirty(survivor, "pages").containsAll(List.of("index", "fresh")));
    stage.lab().faults().powerLoss(dead);
    owns(survivor);
    try (Browser browser = browser(survivor)) {
      Page page = browser.page();
      shown(page.locator("#alarms"), "index");
      page.locator("[data-order=mirror-accept]").click();
      confirm(page, "The alarm about changes of pages");
      assertThat(page.locator("#alarms")).not().containsText("taken over with");
    }
    comesBack(dead);
    soon("quarantine", () -> quarantine(dead).size() >= 2);
    done(survivor, "mirror-now", "pages");
    try (Browser browser = browser(dead)) {
      Page page = browser.page();
      shown(page.locator("#quarantine"), "fresh");
      browser.picture("quarantine");
      assertEquals(List.of(), browser.barriers());
      button(page, "index", "compare").click();
      shown(page.locator("#told-text"), "second");
      page.locator("#told button").click();
      button(page, "fresh", "discard").click();
      confirm(page, "is deleted for good");
      soon("it is discarded", () -> quarantined(dead, "fresh").isEmpty());
      button(page, "index", "restore").click();
      confirm(page, "takes its place again");
      shown(page.locator("#told-text"), "own");
      page.locator("#told button").click();
      assertTrue(quarantined(dead, "index").isPresent(), this::reports);
      stage.awaitStandby();
      page.locator("#groups [data-order=handover]").click();
      confirm(page, "to " + dead.name());
      shown(page.locator("#groups"), "owned by " + dead.name());
      shown(page.locator("#mirrors"), "Mirror now");
      button(page, "index", "restore").click();
      confirm(page, "takes its place again");
      soon(
          "it is restored",
          () -> {
            try {
              return Files.readString(here.resolve("index")).equals("second\n");
            } catch (java.io.IOException replaced) {
              return false;
            }
          });
      assertEquals(List.of(), browser.errors());
    }
  }
}
