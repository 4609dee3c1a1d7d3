package io.understudy.systemtest;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A chromium that runs on a node of the lab and shows that node's pages.
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Set<String> GRAVE = Set.of("serious", "critical");

  private final Playwright playwright;
  private final BrowserContext context;
  private final List<String> errors = new ArrayList<>();
  private final Page page;

  private Browser(Playwright playwright, BrowserContext context) {
    this.playwright = playwright;
    this.context = context;
    page = context.pages().getFirst();
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && message.text().contains("Content Security")) {
            errors.add(message.text());
          }
        });
  }

  static Optional<String> obstacle() {
    return Files.isExecutable(CHROMIUM)
        ? Optional.empty()
        : Optional.of("there is no " + CHROMIUM + "; install the package chromium");
  }

  /// Shows the cluster page to an operator.
  static Browser loggedIn(Node node, Path scratch, ColorScheme scheme, int width)
      throws IOException {
    Browser browser = on(node, scratch, scheme, width);
    browser.logIn("admin", Desk.PASSWORD);
    shown(browser.page().locator("#stream"), "Live");
    return browser;
  }

  /// Waits until the place has that text.
  static void shown(Locator place, String text) {
    assertThat(place)
        .containsText(
            text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE.toMillis()));
  }

  /// Says yes to what is explained like that.
  static void confirm(Page page, String explanation) {
    shown(page.locator("#confirm-text"), explanation);
    page.locator("#confirm-yes").click();
  }

  /// @param scratch for the browser's profile
  static Browser on(Node node, Path scratch, ColorScheme scheme, int width) throws IOException {
    Path profile = Files.createTempDirectory(scratch, "browser");
    Path start = profile.resolve("start");
    Files.writeString(
        start,
        "#!/bin/sh\nexec %s \"$@\"\n"
            .formatted(String.join(" ", node.space().inside(CHROMIUM.toString()))));
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwx------"));
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    BrowserContext context =
        playwright
            .chromium()
            .launchPersistentContext(
                profile.resolve("profile"),
                new BrowserType.LaunchPersistentContextOptions()
                    .setExecutablePath(start)
                    .setHeadless(true)
                    .setIgnoreHTTPSErrors(true)
                    .setColorScheme(scheme)
                    .setViewportSize(width, 900)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    context.setDefaultTimeout(20_000);
    return new Browser(playwright, context);
  }

  Page page() {
    return page;
  }

  /// Logs in by the form.
  void logIn(String user, String password) {
    page.navigate(Desk.uri("/understudy/").toString());
    page.getByLabel("User").fill(user);
    page.getByLabel("Password").fill(password);
    page.locator("button").click();
  }

  /// {@return what axe finds that keeps people from using the page}
  List<String> barriers() {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(rule -> GRAVE.contains(rule.getImpact()))
            .map(Browser::words)
            .toList();
  }

  private static String words(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + " "
        + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  /// {@return errors of the page's scripts, and of its content security policy}
  List<String> errors() {
    return List.copyOf(errors);
  }

  void picture(String name) {
    Path file = Path.of(System.getProperty("understudy.screenshots"), name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  @Override
  public void close() {
    try (playwright) {
      context.close();
    }
  }
}
