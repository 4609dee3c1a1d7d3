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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The web server's own settings, and what becomes of settings that are edited in Felix's console.
class DeskSettingsTest extends PlayedAtDesk {
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
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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

  /// The lists are made when the form is shown; what is chosen already is in them in any case.
  @Test
  void formsOfferWhatThereIs() throws IOException {
    awaitOption("io.understudy.arbitration", "interface", "eth0");
    awaitOption("io.understudy.takeover~web", "interface", "eth0");
    awaitOption("io.understudy.hook.ocf?create=true", "agent", "ocf:heartbeat:Dummy");
    awaitOption("io.understudy.mirroring.rule?create=true", "strategy", "rsync");
  }

  private void awaitOption(String form, String key, String value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              HttpResponse<String> shown =
                  desk.send(
                      desk.asOperator("/system/console/configMgr/" + form)
                          .POST(HttpRequest.BodyPublishers.noBody()));
              List<String> offered =
                  Json.parse(shown.body())
                      .at("properties")
                      .at(key)
                      .at("type")
                      .at("values")
                      .list()
                      .stream()
                      .map(option -> option.text().orElse(""))
                      .toList();
              assertTrue(offered.contains(value), shown.body());
            });
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
}
