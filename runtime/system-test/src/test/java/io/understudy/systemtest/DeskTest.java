package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Json;
import io.understudy.lab.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The web server of a node that owns a group: who may do what, and what bad requests get. None of
/// them changes anything.
class DeskTest extends PlayedOnStage {
  private static final String API = "/understudy/api/v1";
  private Desk desk;

  @BeforeAll
  void openDesk() throws Exception {
    stage.calm();
    desk = Desk.open(owner()).choosePassword();
  }

  private HttpResponse<String> refused(int status, String words, HttpRequest.Builder request)
      throws IOException {
    HttpResponse<String> answer = desk.send(request);
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains(words), answer.body());
    return answer;
  }

  private static HttpRequest.Builder handover(HttpRequest.Builder request, Node to) {
    return request
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"group\":\"web\",\"to\":\"%s\"}".formatted(to.name())));
  }

  @Test
  void whoIsNotLoggedInSeesNothing() throws IOException {
    for (String path : List.of(API + "/status", API + "/stream", "/system/console/bundles")) {
      refused(401, "log in first", desk.request(path));
    }
    HttpResponse<String> page =
        desk.send(desk.request("/understudy/").header("Accept", "text/html"));
    assertEquals(302, page.statusCode());
    assertTrue(page.headers().firstValue("Location").orElse("").contains("/understudy/login"));
  }

  @Test
  void aWrongPasswordIsRefusedAndManyMustWait() throws IOException {
    for (int i = 0; i < 5; i++) {
      refused(401, "log in first", desk.as("nobody", "wrong" + i, API + "/status"));
    }
    HttpResponse<String> answer =
        refused(429, "too many", desk.as("nobody", "wrong", API + "/status"));
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    assertEquals(200, desk.send(desk.asOperator(API + "/status")).statusCode());
  }

  @Test
  void aViewerLooksAndOrdersNothing() throws IOException {
    Node owner = owner();
    String password = onceFor("vera", "viewer");
    refused(403, "choose a password", desk.as("vera", password, API + "/status"));
    choose("vera", password);
    assertEquals(200, desk.send(desk.as("vera", Desk.PASSWORD, API + "/status")).statusCode());
    assertEquals(
        200, desk.send(desk.as("vera", Desk.PASSWORD, "/system/console/bundles")).statusCode());
    refused(
        403,
        "operator",
        handover(desk.as("vera", Desk.PASSWORD, API + "/orders/handover"), standby()));
    refused(
        403,
        "operator",
        desk.as("vera", Desk.PASSWORD, "/system/console/bundles")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("action=refreshPackages")));
    nothingMoved(owner);
  }

  /// {@return the password that the command line shows}
  private String onceFor(String user, String role) {
    String said = understudy.commandLine(desk.node(), "user", "set", user, role).output();
    return Stream.of(said.split("\\s+"))
        .filter(word -> word.matches("[a-z0-9]{4}(-[a-z0-9]{4}){3}"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(said));
  }

  private void choose(String user, String password) throws IOException {
    HttpResponse<String> chosen =
        desk.send(
            desk.as(user, password, "/understudy/password")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "old=%1$s&new=%2$s&again=%2$s"
                            .formatted(password, Desk.PASSWORD.replace(' ', '+')))));
    assertEquals(302, chosen.statusCode(), chosen.body());
  }

  @Test
  void whatComesFromAnotherSiteIsRefused() throws IOException {
    Node owner = owner();
    refused(
        403,
        "another site",
        handover(desk.asOperator(API + "/orders/handover"), standby())
            .header("Origin", "https://evil.example"));
    refused(
        403,
        "another site",
        handover(desk.asOperator(API + "/orders/handover"), standby())
            .header("Sec-Fetch-Site", "cross-site"));
    nothingMoved(owner);
  }

  @Test
  void badOrdersAreRefusedInWordsAndChangeNothing() throws IOException {
    Node owner = owner();
    wrong(404, "no order", "dance", "{}");
    wrong(404, "no group 'mail'", "handover", "{\"group\":\"mail\",\"to\":\"b\"}");
    wrong(400, "'group' is missing", "handover", "{}");
    wrong(400, "no node 'zoe'", "handover", "{\"group\":\"web\",\"to\":\"zoe\"}");
    wrong(409, "owns web already", "handover", owns(owner));
    wrong(400, "no JSON object", "handover", "{\"group\":");
    wrong(400, "no JSON object", "handover", "[1]");
    wrong(413, "too large", "handover", "{\"group\":\"" + "x".repeat(20_000) + "\"}");
    wrong(400, "is no flag", "maintenance", "{\"on\":\"perhaps\"}");
    wrong(503, "nothing is mirrored", "mirror-now", "{\"rule\":\"data\"}");
    wrong(404, "no fence", "fence-test", "{\"fence\":\"pdu\"}");
    wrong(503, "nothing is mirrored", "discard", "{\"id\":\"x\"}");
    refused(
        415,
        "application/json",
        desk.asOperator(API + "/orders/handover")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{}")));
    refused(404, "nothing at", desk.asOperator(API + "/secrets"));
    refused(400, "limit", desk.asOperator(API + "/events?limit=many"));
    nothingMoved(owner);
  }

  private static String owns(Node owner) {
    return "{\"group\":\"web\",\"to\":\"%s\"}".formatted(owner.name());
  }

  private void wrong(int status, String words, String verb, String json) throws IOException {
    HttpResponse<String> answer = desk.order(verb, json);
    assertEquals(status, answer.statusCode(), answer.body());
    Json said = Json.parse(answer.body());
    assertTrue(said.at("error").text().orElse("").contains(words), answer.body());
    assertTrue(said.at("remedy").text().isPresent(), answer.body());
  }

  @Test
  void anOrderIsExplainedCarriedOutAndPutOnRecord() throws IOException {
    Node from = owner();
    Node to = standby();
    HttpResponse<String> before =
        desk.send(desk.asOperator(API + "/orders/handover?group=web&to=" + to.name()).GET());
    assertTrue(before.body().contains("moves from " + from.name()), before.body());
    assertEquals(from, owner(), "a question moves nothing");
    HttpResponse<String> answer =
        desk.order("handover", "{\"group\":\"web\",\"to\":\"%s\"}".formatted(to.name()));
    assertEquals("done", Json.parse(answer.body()).at("outcome").text().orElse(answer.body()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stage.contender().owner().equals(Optional.of(to)));
    assertTrue(
        understudy.events(desk.node()).stream()
            .anyMatch(
                event ->
                    event.kind().equals("audit")
                        && event.text().contains("admin: handover web " + to.name())),
        this::reports);
  }

  @Test
  void headersKeepBrowsersInTheirPlace() throws IOException {
    HttpResponse<String> page = desk.send(desk.asOperator("/understudy/").header("Accept", "*/*"));
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.contains("default-src 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
    assertFalse(page.headers().firstValue("Server").isPresent());
  }

  @Test
  void theApiIsWhatItsDescriptionSays() throws IOException {
    Json description = Json.parse(desk.send(desk.asOperator(API + "/openapi.json")).body());
    for (String path :
        List.of("/status", "/me", "/events", "/takeovers", "/orders/{verb}", "/quarantine/{id}")) {
      assertTrue(description.at("paths").at(path).value() != null, path);
    }
    for (String schema : List.of("Status", "Events", "Takeovers", "Me")) {
      Json answer =
          Json.parse(
              desk.send(desk.asOperator(API + "/" + schema.toLowerCase(java.util.Locale.ROOT)))
                  .body());
      List<Json> required =
          description.at("components").at("schemas").at(schema).at("required").list();
      assertFalse(required.isEmpty(), schema);
      for (Json key : required) {
        String name = key.text().orElseThrow();
        assertTrue(answer.at(name).value() != null, schema + " lacks " + name + ": " + answer);
      }
    }
  }

  @Test
  void certificatesAreReplacedLive() throws Exception {
    Path home = desk.node().home();
    openssl(home, "first");
    Path cfg = home.resolve("config/io.understudy.web.cfg");
    String before = Files.readString(cfg);
    try {
      Files.writeString(
          cfg, before + "certificate = %1$s/served.pem%nkey = %1$s/served.key%n".formatted(home));
      awaitName("first");
      openssl(home, "second");
      awaitName("second");
      Files.writeString(home.resolve("served.pem"), "broken");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> understudy.commandLine(desk.node(), "status").output().contains("served.pem"));
      awaitName("second");
    } finally {
      Files.writeString(cfg, before);
      awaitName("Understudy");
    }
  }

  @Test
  void aPortThatIsTakenIsToldAndTriedAgain() throws Exception {
    Path cfg = desk.node().home().resolve("config/io.understudy.web.cfg");
    String before = Files.readString(cfg);
    try {
      try (ServerSocket other =
          desk.node()
              .space()
              .call(() -> new ServerSocket(8444, 1, InetAddress.getByName("127.0.0.1")))) {
        Files.writeString(cfg, "port = " + other.getLocalPort() + "\n");
        Awaitility.await()
            .atMost(Duration.ofSeconds(40))
            .until(
                () ->
                    understudy
                        .commandLine(desk.node(), "status")
                        .output()
                        .contains("nothing listens at 127.0.0.1, port 8444"));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(
              () ->
                  !understudy
                      .commandLine(desk.node(), "status")
                      .output()
                      .contains("nothing listens"));
    } finally {
      Files.writeString(cfg, before);
      awaitName("Understudy");
    }
  }

  private void awaitName(String name) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () ->
                desk.send(desk.request("/understudy/login"))
                    .sslSession()
                    .orElseThrow()
                    .getPeerCertificates()[0]
                    .toString()
                    .contains("CN=" + name));
  }

  private static void openssl(Path home, String name) throws Exception {
    for (String file : List.of("served.pem", "served.key")) {
      Files.deleteIfExists(home.resolve(file));
    }
    Process made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-days",
                "2",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=" + name,
                "-keyout",
                "served.key",
                "-out",
                "served.pem")
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, made.waitFor(), said);
  }

  private HttpResponse<String> configure(String pid, String form) throws IOException {
    return desk.send(
        desk.asOperator("/system/console/configMgr/" + pid)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("apply=true&" + form)));
  }

  @Test
  void anEditInTheConsoleIsInTheFileAndTheOtherWayRound() throws IOException {
    Path cfg = desk.node().home().resolve("config/io.understudy.web.cfg");
    String before = Files.readString(cfg);
    String commented = "# Where it listens.\n" + before;
    Files.writeString(cfg, commented);
    awaitConsole("io.understudy.web", "8443");
    String form =
        "action=ajaxConfigManager&propertylist=host,port,certificate,key,session"
            + "&host=127.0.0.1&port=8443&certificate=&key=&session=";
    try {
      HttpResponse<String> refused = configure("io.understudy.web", form + "2d");
      assertTrue(refused.statusCode() >= 400, refused.body());
      assertTrue(refused.body().contains("is out of range"), refused.body());
      assertEquals(commented, Files.readString(cfg));

      HttpResponse<String> taken = configure("io.understudy.web", form + "20m");
      assertTrue(taken.statusCode() < 400, taken.body());
      assertEquals(commented + "session = 20m\n", Files.readString(cfg));

      Files.writeString(cfg, commented + "session = 40m\n");
      awaitConsole("io.understudy.web", "40m");
    } finally {
      Files.writeString(cfg, before);
    }
  }

  private void awaitConsole(String pid, String value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                desk.send(
                        desk.asOperator("/system/console/configMgr/" + pid)
                            .POST(HttpRequest.BodyPublishers.noBody()))
                    .body()
                    .contains(value));
  }

  @Test
  void aDeviceIsAddedAndRemovedInTheConsole() throws IOException {
    Node owner = owner();
    Path cfg = desk.node().home().resolve("config/io.understudy.arbitration.device-d9.cfg");
    String form =
        "action=ajaxConfigManager&factoryPid=io.understudy.arbitration.device"
            + "&propertylist=name,address,weight&name=d9&address=10.77.0.29&weight=";
    String created = "__Temporary PID replaced by real PID upon save__".replace(" ", "%20");
    HttpResponse<String> refused = configure(created, form + "1000");
    assertTrue(refused.body().contains("weight"), () -> refused.statusCode() + refused.body());
    assertFalse(Files.exists(cfg));

    HttpResponse<String> written = configure(created, form + "1");
    assertTrue(written.body().contains("device-d9.cfg"), written.body());
    assertEquals("address = 10.77.0.29\nname = d9\n", Files.readString(cfg));
    awaitDevice("d9", true);

    configure("io.understudy.arbitration.device~d9", "delete=true");
    assertFalse(Files.exists(cfg));
    awaitDevice("d9", false);
    nothingMoved(owner);
  }

  private void awaitDevice(String name, boolean there) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                there
                    == understudy.status(desk.node()).at("devices").list().stream()
                        .anyMatch(one -> one.at("name").text().equals(Optional.of(name))));
  }

  @Test
  void noSecretIsInLogsOrStatus() throws IOException {
    desk.send(desk.as("admin", "a wrong password", API + "/status"));
    String keystore =
        Files.readString(desk.node().home().resolve("data/web-keystore-password")).strip();
    String all = reports() + desk.send(desk.asOperator(API + "/status")).body();
    for (String secret : List.of(Desk.PASSWORD, Desk.FIRST, "a wrong password", keystore)) {
      assertFalse(all.contains(secret), "a secret is told");
    }
  }
}
