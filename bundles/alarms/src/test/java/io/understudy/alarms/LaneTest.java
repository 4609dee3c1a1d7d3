package io.understudy.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import io.understudy.api.Outcome;
import io.understudy.api.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real receivers: a web server, a program.
class LaneTest {
  private static final Lane.Pace FAST =
      new Lane.Pace(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(100));

  @TempDir private Path home;
  private final DummyCluster cluster = new DummyCluster();
  private final List<Map<String, Object>> posted = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (status == 200) {
            posted.add(JSON.std.mapFrom(new String(body, StandardCharsets.UTF_8)));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    lanes.forEach(Lane::close);
    server.stop(0);
  }

  private Map<String, Object> webhook() {
    return new HashMap<>(
        Map.of(
            "name",
            "hook",
            "url",
            "http://127.0.0.1:%d/x".formatted(server.getAddress().getPort())));
  }

  private Lane start(AlarmSettings settings, Lane.Sender sender) {
    Lane lane = new Lane(settings, home, FAST, sender);
    lanes.add(lane);
    lane.bind(cluster);
    return lane;
  }

  private Lane start(WebhookSender sender) {
    return start(sender.common(), sender);
  }

  @Test
  void aProblemIsPostedWithTheSecretHeader() throws Exception {
    Path secret = home.resolve("secret");
    Files.writeString(secret, "X-Key: hush\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Map<String, Object> values = webhook();
    values.put("headerFile", secret.toString());
    start(WebhookSender.of(values));
    cluster.problems.add(DummyCluster.PATH);
    Awaitility.await().until(() -> keys.size() == 1);
    assertEquals("raised", posted.getFirst().get("kind"));
    assertEquals("path lan", posted.getFirst().get("subject"));
    assertEquals("a", posted.getFirst().get("node"));
    assertEquals(List.of("hush"), keys);
  }

  @Test
  void whatWaitsSurvivesARestartAndIsDeliveredOnceInOrder() {
    status = 503;
    Lane first = start(WebhookSender.of(webhook()));
    cluster.happen("claimed", "first");
    cluster.happen("claimed", "second");
    cluster.happen("met", "not wanted");
    Awaitility.await().until(() -> first.problems().size() == 1);
    assertTrue(first.problems().getFirst().what().contains("status 503"));
    first.close();
    lanes.clear();
    status = 200;
    Lane second = start(WebhookSender.of(webhook()));
    Awaitility.await().until(() -> posted.size() >= 2);
    cluster.happen("claimed", "third");
    Awaitility.await().until(() -> posted.size() >= 3);
    assertEquals(
        List.of("first", "second", "third"), posted.stream().map(one -> one.get("text")).toList());
    Awaitility.await().until(() -> second.problems().isEmpty());
  }

  @Test
  void aReceiverThatHangsHoldsUpNoOther() {
    Lane hanging =
        start(
            AlarmSettings.of(new Settings("x", Map.of("name", "hanging"))),
            message -> Thread.sleep(Duration.ofDays(1)));
    start(WebhookSender.of(webhook()));
    cluster.happen("claimed", "b is silent");
    Awaitility.await().until(() -> posted.size() == 1);
    assertTrue(hanging.problems().isEmpty());
  }

  @Test
  void aProgramHasTheMessageInItsEnvironmentAndNothingIsRunByAShell() throws Exception {
    Path said = home.resolve("said");
    Path program = home.resolve("program");
    Files.writeString(
        program, "#!/bin/sh\necho \"$1 $UNDERSTUDY_ALARM_KIND $UNDERSTUDY_ALARM_TEXT\" >" + said);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    CommandSender sender =
        CommandSender.of(Map.of("name", "page", "command", program + " '$(id)'"));
    start(sender.common(), sender);
    cluster.happen("claimed", "from `id` $(id)");
    Awaitility.await().until(() -> Files.exists(said) && Files.size(said) > 0);
    assertEquals("$(id) event from `id` $(id)\n", Files.readString(said));
  }

  @Test
  void aProgramThatFailsOrHangsIsNamed() throws Exception {
    CommandSender failing = CommandSender.of(Map.of("name", "no", "command", "/bin/false"));
    Outcome failed = start(failing.common(), failing).test();
    assertEquals(new Outcome.Failed("/bin/false ended with exit code 1"), failed);
    CommandSender slow =
        CommandSender.of(Map.of("name", "slow", "command", "/bin/sleep 86400", "timeout", "1s"));
    Outcome hung = start(slow.common(), slow).test();
    assertEquals(new Outcome.Failed("/bin/sleep didn't end within 1s"), hung);
  }

  @Test
  void aTestIsAnsweredAtOnce() throws Exception {
    Lane lane = start(WebhookSender.of(webhook()));
    assertEquals(Outcome.DONE, lane.test());
    assertEquals("test", posted.getFirst().get("kind"));
    status = 500;
    assertTrue(lane.test() instanceof Outcome.Failed(String why) && why.contains("status 500"));
  }

  @Test
  void theQueueIsBoundedAndABrokenFileBeginsAnew() throws Exception {
    Path file = home.resolve("alarms-x.json");
    Files.writeString(file, "{\"version\":7}");
    Outbox outbox = new Outbox(file);
    List<Message> many = new ArrayList<>();
    for (int i = 0; i < Outbox.MOST + 10; i++) {
      many.add(Message.test("a", Instant.now()));
    }
    outbox.add(many, Map.of());
    assertEquals(Outbox.MOST, outbox.size());
    assertEquals(many.get(10), outbox.next());
    assertEquals(Outbox.MOST, new Outbox(file).size());
    assertTrue(outbox.expire(many.get(10), Instant.now().plus(Duration.ofDays(8))));
    assertEquals(Outbox.MOST - 1, new Outbox(file).size());
  }

  @Test
  void badSettingsAreRefusedWithTheKeyAndARemedy() throws Exception {
    assertEquals("url", webhookRefuses("url", "https://user:password@alarms.example/"));
    assertEquals("url", webhookRefuses("url", "ftp://alarms.example/"));
    assertEquals("name", webhookRefuses("name", "Admin!"));
    assertEquals("severity", webhookRefuses("severity", "loud"));
    assertEquals("timeout", webhookRefuses("timeout", "1h"));
    Path open = Files.writeString(home.resolve("open"), "X-Key: hush");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals("headerFile", webhookRefuses("headerFile", open.toString()));
    assertEquals(
        "command",
        new CommandCheck().check(Map.of("name", "x", "command", "mail root")).getFirst().key());
    assertEquals(
        "command", new CommandCheck().check(Map.of("name", "x", "command", " ")).getFirst().key());
    Settings.Refused refused =
        assertThrows(
            Settings.Refused.class,
            () -> WebhookSender.of(Map.of("name", "x", "url", "https://u:hush@h/")));
    assertFalse(refused.getMessage().contains("hush"), refused.getMessage());
  }

  private String webhookRefuses(String key, String value) {
    Map<String, Object> values = webhook();
    values.put(key, value);
    return new WebhookCheck().check(values).getFirst().key();
  }

  @Test
  void twoOfOneNameAreRefused() {
    start(WebhookSender.of(webhook()));
    assertThrows(IllegalArgumentException.class, () -> start(WebhookSender.of(webhook())));
  }
}
