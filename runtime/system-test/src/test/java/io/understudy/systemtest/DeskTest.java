package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Fault;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The web server of a node that owns a group: who may do what, and what bad requests get. None of
/// them changes anything.
class DeskTest extends PlayedAtDesk {
  private static final String API = "/understudy/api/v1";

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
    desk.choosePassword("vera", password);
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
    wrong(404, "no alarm receiver 'page'", "alarm-test", "{\"receiver\":\"page\"}");
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

  /// Who sends his next request on a connection that is hung up meanwhile gets no answer at all.
  @Test
  void anAnswerThatLeavesTheBodyUnreadSaysThatItHangsUp() throws Exception {
    String operator =
        desk.asOperator(API).build().headers().firstValue("Authorization").orElseThrow();
    String order = "POST " + API + "/orders/handover HTTP/1.1\r\n";
    for (String[] answered :
        new String[][] {
          {"401", order + "Sec-Fetch-Site: same-origin\r\n"},
          {"403", order + "Origin: https://evil.example\r\nAuthorization: " + operator + "\r\n"},
          {"415", order + "Content-Type: text/plain\r\nAuthorization: " + operator + "\r\n"},
          {"404", "POST " + API + "/secrets HTTP/1.1\r\nAuthorization: " + operator + "\r\n"},
          {"403", "POST /system/console/bundles HTTP/1.1\r\n"},
          {"403", "POST /understudy/login HTTP/1.1\r\nOrigin: https://evil.example\r\n"}
        }) {
      String head = desk.answerBeforeBody(answered[1]);
      assertTrue(head.startsWith("HTTP/1.1 " + answered[0]), head);
      assertTrue(head.toLowerCase(Locale.ROOT).contains("connection: close"), head);
    }
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
  void aChangeOfAllNodesIsOrderedAndTakenBack() throws IOException {
    Node owner = owner();
    String change =
        "{\"file\":\"io.understudy.engine.group-web.cfg\",\"settings\":\"%s\",\"within\":\"%s\"}";
    wrong(
        400,
        "'migrationThreshold' is no setting",
        "change",
        change.formatted("migrationThreshold", ""));
    wrong(400, "is no duration", "change", change.formatted("migrationThreshold = 6", "soon"));
    wrong(400, "'file' is missing", "change", "{\"settings\":\"a = b\"}");
    wrong(409, "no change waits", "change-keep", "{}");
    wrong(409, "no change waits", "change-back", "{}");
    HttpResponse<String> refused =
        desk.order("change", change.formatted("migrationThreshold = many", ""));
    assertTrue(refused.body().contains("'many'"), refused.body());
    HttpResponse<String> made =
        desk.order("change", change.formatted("migrationThreshold = 6", "1m"));
    assertEquals("done", Json.parse(made.body()).at("outcome").text().orElse(made.body()));
    for (Node node : stage.lab().nodes()) {
      Json waiting = understudy.status(node).at("change");
      assertEquals("6", waiting.at("settings").at("migrationThreshold").text().orElse(""));
      assertEquals("admin", waiting.at("by").text().orElse(""));
    }
    HttpResponse<String> back = desk.order("change-back", "{}");
    assertEquals("done", Json.parse(back.body()).at("outcome").text().orElse(back.body()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                stage.lab().nodes().stream()
                    .allMatch(node -> understudy.status(node).at("change").value() == null));
    nothingMoved(owner);
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
        List.of(
            "/status",
            "/me",
            "/events",
            "/takeovers",
            "/safety",
            "/what-if/{fault}",
            "/orders/{verb}",
            "/quarantine/{rule}/{batch}/{number}")) {
      assertTrue(description.at("paths").at(path).value() != null, path);
    }
    for (String schema : List.of("Status", "Events", "Takeovers", "Safety", "Me")) {
      Json answer =
          Json.parse(
              desk.send(desk.asOperator(API + "/" + schema.toLowerCase(Locale.ROOT))).body());
      List<Json> required =
          description.at("components").at("schemas").at(schema).at("required").list();
      assertFalse(required.isEmpty(), schema);
      for (Json key : required) {
        String name = key.text().orElseThrow();
        assertTrue(answer.at(name).value() != null, schema + " lacks " + name + ": " + answer);
      }
    }
  }

  /// The calculator, the command and the file say the same of the same settings.
  @Test
  void theCalculatorRefusesWhatTheFileWouldRefuse() throws IOException {
    Node owner = owner();
    Json now = Json.parse(desk.send(desk.asOperator(API + "/safety")).body());
    Json slower = Json.parse(desk.send(desk.asOperator(API + "/safety?lease=400ms")).body());
    assertTrue(
        slower.at("takeoverMs").number() > now.at("takeoverMs").number() + 150, now + " " + slower);
    assertTrue(slower.at("chances").number() > now.at("chances").number(), now + " " + slower);
    refused(
        400, "must be at least 4 beats and 4 bursts", desk.asOperator(API + "/safety?lease=100ms"));
    refused(400, "'soon' is no duration", desk.asOperator(API + "/safety?beat=soon"));
    refused(400, "no setting of the timing", desk.asOperator(API + "/safety?node=b"));
    String told = understudy.commandLine(desk.node(), "safety", "lease=100ms").output();
    assertTrue(told.contains("must be at least 4 beats and 4 bursts"), told);
    String text = understudy.commandLine(desk.node(), "safety").output();
    assertTrue(
        text.contains("Takeover: %.0f ms at most".formatted(now.at("takeoverMs").number())), text);
    nothingMoved(owner);
  }

  /// A pause of the owner that moves nothing is remembered by the standby, and what it would do
  /// with other settings is played there.
  @Test
  void whatHappenedIsPlayedAgain() throws IOException {
    Node standby = standby();
    Fault hang = stage.lab().faults().hang(owner());
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    hang.close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                replayed(standby).at("replayed").list().stream()
                    .anyMatch(
                        one -> one.at("what").text().equals(Optional.of("the owner was silent"))));
    Json crash = Json.parse(desk.send(desk.asOperator(API + "/what-if/crash")).body());
    assertEquals(crash.at("times").number(), crash.at("moved").number());
    assertEquals(0, crash.at("bothMs").number());
    assertTrue(crash.at("longestMs").number() <= 287, crash.toString());
    refused(400, "there is no fault 'flood'", desk.asOperator(API + "/what-if/flood"));
    refused(400, "use 0ms to 2m", desk.asOperator(API + "/what-if/hang?lasts=1h"));
    refused(400, "'a lot' is no share", desk.asOperator(API + "/what-if/loss?share=a+lot"));
  }

  /// The simulator leaves the processor and the memory to those who keep the beats.
  @Test
  void aLongPlayDelaysNothing() throws IOException {
    Node owner = owner();
    String term = term();
    Json loss =
        Json.parse(
            understudy
                .commandLine(owner, "what-if", "loss", "--lasts=30s", "--share=0.4", "--json")
                .output());
    assertEquals(50, loss.at("times").number());
    assertEquals(
        List.of(),
        understudy.events(owner).stream()
            .filter(event -> event.kind().equals("stalled") && event.at().isAfter(since))
            .map(Object::toString)
            .toList());
    nothingMoved(owner, term);
  }

  private Json replayed(Node node) {
    return Json.parse(understudy.commandLine(node, "what-if", "history", "--json").output());
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
