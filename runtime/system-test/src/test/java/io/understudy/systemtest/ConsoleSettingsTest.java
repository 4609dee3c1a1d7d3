package io.understudy.systemtest;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.understudy.systemtest.Browser.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.lab.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Felix's own configuration forms in a real browser, on a node that owns a group: what is saved in
/// a form is in the file, and the other way round.
@Tag("console")
class ConsoleSettingsTest extends PlayedAtDesk {
  private static final String FORMS = Desk.uri("/system/console/configMgr").toString();
  private static final String DEVICES = "io.understudy.arbitration.device";

  private Node owner;
  private Browser browser;
  private Page page;

  @BeforeAll
  void needsBrowser() {
    assumeTrue(Browser.obstacle().isEmpty(), () -> Browser.obstacle().orElse(""));
  }

  @BeforeEach
  void logIn() throws Exception {
    owner = owner();
    browser = Browser.loggedIn(desk.node(), stage.lab().scratch(), ColorScheme.LIGHT, 1400);
    page = browser.page();
    page.onDialog(Dialog::accept);
  }

  @AfterEach
  void nothingElseHappened() {
    browser.close();
    nothingMoved(owner);
  }

  /// Shows the form of a configuration.
  ///
  /// @param row that of the configuration, or of its factory for a new one
  private void open(String row) {
    page.navigate(FORMS);
    page.locator("#configTable " + row + " td.pointer").click();
    assertThat(page.locator("#editorForm")).isVisible();
  }

  /// Sets a value of the form, and says that it is set where the form asks for that.
  private void fill(String key, String value) {
    page.locator("#editorForm [name='" + key + "']").fill(value);
    Locator set = page.locator("#editorForm [name='opt" + key + "']");
    if (set.count() > 0) {
      set.check();
    }
  }

  private void press(String button) {
    page.locator(".ui-dialog-buttonset button")
        .filter(new Locator.FilterOptions().setHasText(button))
        .click();
  }

  /// Waits until the form is closed, which is after the answer came.
  private void done() {
    assertThat(page.locator("#editor"))
        .isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(20_000));
  }

  private void awaitFile(Path file, String content) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertEquals(content, Files.readString(file)));
  }

  @Test
  void aFormIsInTheFileAndTheFileInTheForm() throws Exception {
    Path cfg = desk.node().home().resolve("config/io.understudy.web.cfg");
    String row = "tr:has(.pid:text-is('io.understudy.web'))";
    String before = Files.readString(cfg);
    String commented = "# Where it listens.\n" + before;
    Files.writeString(cfg, commented);
    try {
      open(row);
      fill("session", "2d");
      press("Save");
      shown(page.locator("body"), "is out of range");
      browser.picture("form-refused");
      assertEquals(commented, Files.readString(cfg));

      open(row);
      fill("session", "20m");
      browser.picture("form");
      press("Save");
      done();
      awaitFile(cfg, commented + "session = 20m\n");

      Files.writeString(cfg, commented + "session = 40m\n");
      Awaitility.await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                open(row);
                assertEquals(
                    "40m", page.locator("#editorForm [name=session]").inputValue(), "in the form");
              });
    } finally {
      Files.writeString(cfg, before);
    }
  }

  /// Two administrators edit the same configuration.
  @Test
  void aFormThatIsOlderThanTheConfigurationIsRefused() throws Exception {
    Path cfg = desk.node().home().resolve("config/io.understudy.web.cfg");
    String row = "tr:has(.pid:text-is('io.understudy.web'))";
    String before = Files.readString(cfg);
    try (Browser other =
        Browser.loggedIn(desk.node(), stage.lab().scratch(), ColorScheme.LIGHT, 1400)) {
      open(row);
      fill("session", "21m");
      Page mine = page;
      page = other.page();
      open(row);
      fill("session", "22m");
      press("Save");
      done();
      awaitFile(cfg, before + "session = 22m\n");
      page = mine;
      press("Save");
      shown(page.locator("body"), "was changed since this form was shown");
      assertEquals(before + "session = 22m\n", Files.readString(cfg));
      open(row);
      assertEquals("22m", page.locator("#editorForm [name=session]").inputValue());
      fill("session", "21m");
      press("Save");
      done();
      awaitFile(cfg, before + "session = 21m\n");
    } finally {
      Files.writeString(cfg, before);
    }
  }

  @Test
  void aDeviceIsAddedEditedAndDeleted() throws Exception {
    Path cfg = desk.node().home().resolve("config/" + DEVICES + "-d9.cfg");
    String row = "tr:has-text('" + DEVICES + "~d9')";
    open("tr.fpid[fpid='Understudy: reference device']");
    fill("name", "d9");
    fill("address", "10.77.0.29");
    fill("weight", "1000");
    press("Save");
    shown(page.locator("body"), "weight");
    assertFalse(Files.exists(cfg));

    open("tr.fpid[fpid='Understudy: reference device']");
    fill("name", "d9");
    fill("address", "10.77.0.29");
    press("Save");
    shown(page.locator("body"), "It is written to ");
    browser.picture("form-created");
    awaitFile(cfg, "address = 10.77.0.29\nname = d9\n");

    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              page.navigate(FORMS);
              return page.locator("#configTable " + row).count() == 1;
            });
    open(row);
    fill("weight", "2");
    press("Save");
    done();
    awaitFile(cfg, "address = 10.77.0.29\nname = d9\nweight = 2\n");

    open(row);
    press("Delete");
    done();
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.notExists(cfg));
  }
}
