package io.understudy.hook.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.Ports;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Apache httpd, with its modules and a configuration of its own.
@EnabledIf(value = "installed", disabledReason = "no Apache httpd; install apache2 and openssl")
class ApacheHookTest extends ServiceHookContract {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String PROGRAM = "/usr/sbin/apache2";

  @TempDir Path home;
  private int port;
  private int secure;

  static boolean installed() {
    return Stream.of(PROGRAM, "/usr/bin/openssl").map(Path::of).allMatch(Files::isExecutable);
  }

  @BeforeEach
  void configure() throws Exception {
    port = Ports.free();
    secure = Ports.free();
    Files.createDirectories(home.resolve("www"));
    Files.writeString(home.resolve("www/index.html"), "it is fine here");
    Files.setPosixFilePermissions(
        home, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    run(
        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=www.example.org"
                + " -addext subjectAltName=DNS:www.example.org -keyout %1$s/key.pem -out"
                + " %1$s/cert.pem")
            .formatted(home)
            .split(" "));
    config("");
  }

  private static void run(String... words) throws Exception {
    Call.Answer.Ended ended =
        assertInstanceOf(Call.Answer.Ended.class, Call.of(List.of(words)).run(LIMIT));
    assertEquals(0, ended.exit(), ended::toString);
  }

  private void config(String more) throws Exception {
    Files.writeString(
        home.resolve("apache.conf"),
        """
        ServerRoot %1$s
        PidFile %1$s/apache.pid
        ErrorLog %1$s/error.log
        ServerName www.example.org
        Mutex file:%1$s
        LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
        LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
        LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
        LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
        User www-data
        Group www-data
        StartServers 1
        ServerLimit 1
        ThreadsPerChild 4
        MaxRequestWorkers 4
        MinSpareThreads 1
        MaxSpareThreads 4
        Listen 127.0.0.1:%2$d
        Listen 127.0.0.1:%3$d https
        DocumentRoot %1$s/www
        DirectoryIndex index.html
        <Directory %1$s/www>
          Require all granted
        </Directory>
        <VirtualHost 127.0.0.1:%3$d>
          SSLEngine on
          SSLCertificateFile %1$s/cert.pem
          SSLCertificateKeyFile %1$s/key.pem
        </VirtualHost>
        %4$s
        """
            .formatted(home, port, secure, more));
  }

  private Map<String, Object> values() {
    String line = "%s -f %s/apache.conf".formatted(PROGRAM, home);
    return new HashMap<>(
        Map.of(
            "name",
            "www",
            "command",
            line + " -DFOREGROUND",
            "test",
            line + " -t",
            "url",
            "http://127.0.0.1:" + port + "/",
            "timeout",
            "10s",
            "stopSignal",
            "WINCH"));
  }

  private HttpHook hook(String... changes) {
    Map<String, Object> values = values();
    for (int i = 0; i < changes.length; i += 2) {
      values.put(changes[i], changes[i + 1]);
    }
    return new HttpHook(values, home, "systemctl");
  }

  @Override
  protected HttpHook hook() {
    return hook(new String[0]);
  }

  @Override
  protected ServiceHook slow(String patience) {
    return hook("status", "418", "patience", patience, "timeout", "1s");
  }

  private Incarnation noted() throws Exception {
    return Signals.noted(home, "www");
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", noted().members());
  }

  @Override
  protected void spoil() throws Exception {
    long master = noted().pid();
    Signals.send("STOP", noted().members().stream().filter(pid -> pid != master).toList());
  }

  @Override
  protected Object incarnation() throws Exception {
    return noted();
  }

  @Test
  void looksAtTheBodyAndTheCertificate() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    String cert = home.resolve("cert.pem").toString();
    String url = "https://127.0.0.1:" + secure + "/";
    String host = "www.example.org";
    Status running = new Status.Running();
    assertEquals(running, hook("match", "fine").status());
    assertEquals(running, hook("url", url, "host", host, "trust", cert, "match", "fine").status());
    assertEquals(running, hook("url", url, "trust", "none").status());
    sick("isn't in the answer", hook("match", "excellent"));
    sick("", hook("url", url, "host", "other.example.org", "trust", cert));
    sick("", hook("url", url, "host", host));
  }

  private static void sick(String why, ServiceHook hook) {
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains(why), sick::toString);
  }

  @Test
  void saysOnAStandbyWhatIsWrongInTheConfiguration() throws Exception {
    config("NoSuchDirective on");
    HttpHook hook = hook();
    assertEquals(new Status.Stopped(), hook.status());
    await().atMost(LIMIT).until(() -> !hook.problems().isEmpty());
    Problem problem = hook.problems().getFirst();
    assertEquals(Problem.Severity.WARNING, problem.severity());
    assertTrue(problem.what().contains("NoSuchDirective"), problem::toString);
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("NoSuchDirective"), failed::toString);
    config("");
    assertEquals(Outcome.DONE, hook.start(), "mended, it starts without being asked twice");
    assertEquals(List.of(), hook.problems());
  }

  @Test
  void aConfigurationThatBreaksWhileItRunsTakesNothingDown() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    Object before = incarnation();
    config("NoSuchDirective on");
    HttpHook next = hook();
    assertEquals(new Status.Running(), next.status());
    await().atMost(LIMIT).until(() -> !next.problems().isEmpty());
    assertEquals(Outcome.DONE, next.start());
    assertEquals(before, incarnation());
    assertEquals(new Status.Running(), next.status());
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket foreign = new ServerSocket()) {
      foreign.bind(new InetSocketAddress("127.0.0.1", port));
      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook().start());
      assertTrue(failed.reason().contains("another process"), failed::toString);
    }
  }

  @Test
  void aStopLetsARequestThatIsBeingServedEnd() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    try (Socket client = new Socket("127.0.0.1", port)) {
      client.setSoTimeout((int) LIMIT.toMillis());
      client.getOutputStream().write("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));
      // It has begun when a byte of it was read: the server answers a first request in between.
      assertEquals(new Status.Running(), hook().status());
      CompletableFuture<Outcome> stopped = CompletableFuture.supplyAsync(() -> hook().stop());
      await().atMost(LIMIT).until(() -> !listened());
      client.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("it is fine here"), answer);
      assertEquals(Outcome.DONE, stopped.get());
    }
  }

  /// The configuration that the package brings, with other places for what it writes.
  @Test
  void servesWithDebiansOwnConfiguration() throws Exception {
    Path etc = home.resolve("apache2");
    run("cp", "-a", "/etc/apache2", etc.toString());
    for (String place : List.of("run", "lock", "log")) {
      Files.createDirectory(home.resolve(place));
      replace(
          etc.resolve("envvars"),
          "=/var/%s/apache2$SUFFIX".formatted(place),
          "=" + home.resolve(place));
    }
    replace(etc.resolve("ports.conf"), "Listen 80\n", "Listen 127.0.0.1:" + port + "\n");
    replace(etc.resolve("sites-available/000-default.conf"), "*:80", "*:" + port);
    String command =
        "/bin/sh -c '. %1$s/envvars && exec /usr/sbin/apache2 -d %1$s -DFOREGROUND'".formatted(etc);
    String test = "/usr/bin/env APACHE_CONFDIR=%s /usr/sbin/apachectl configtest".formatted(etc);
    HttpHook hook = hook("command", command, "test", test, "match", "It works");
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
    replace(etc.resolve("ports.conf"), "Listen 127", "Lisp 127");
    HttpHook next = hook("command", command, "test", test, "match", "It works");
    assertEquals(new Status.Running(), next.status());
    await().atMost(LIMIT).until(() -> !next.problems().isEmpty());
    assertTrue(next.problems().getFirst().what().contains("Lisp"), next.problems()::toString);
    assertEquals(Outcome.DONE, next.stop());
    assertEquals(new Status.Stopped(), next.status());
  }

  private static void replace(Path file, String from, String to) throws IOException {
    String before = Files.readString(file);
    assertTrue(before.contains(from), () -> file + " has no " + from);
    Files.writeString(file, before.replace(from, to));
  }

  private boolean listened() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }
}
