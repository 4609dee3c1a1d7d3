package io.understudy.hook.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.Ports;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(value = "installed", disabledReason = "no nginx; install the package nginx-light")
class NginxHookTest extends ServiceHookContract {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  @TempDir Path home;
  private int port;

  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  @BeforeEach
  void configure() throws Exception {
    port = Ports.free();
    Files.writeString(
        home.resolve("nginx.conf"),
        """
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            location / { return 200 "fine"; }
            location /sick { return 503 "not now"; }
          }
        }
        """
            .formatted(home, port));
  }

  private Map<String, Object> values(String path) {
    return new HashMap<>(
        Map.of(
            "name",
            "www",
            "command",
            "%s -e %s/error.log -c '%s/nginx.conf' -g 'daemon off;'".formatted(PROGRAM, home, home),
            "url",
            "http://127.0.0.1:" + port + path,
            "stopSignal",
            "QUIT"));
  }

  @Override
  protected ServiceHook hook() {
    return new HttpHook(values("/"), home, "systemctl");
  }

  @Override
  protected ServiceHook slow(String patience) {
    Map<String, Object> values = values("/sick");
    values.put("patience", patience);
    values.put("timeout", "1s");
    return new HttpHook(values, home, "systemctl");
  }

  private Incarnation noted() throws Exception {
    return Signals.noted(home, "www");
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", noted().members());
  }

  /// The master lives, and its worker answers nobody.
  @Override
  protected void spoil() throws Exception {
    long master = noted().pid();
    List<Long> members = noted().members();
    Signals.send("STOP", members.stream().filter(pid -> pid != master).toList());
  }

  @Override
  protected Object incarnation() throws Exception {
    return noted();
  }

  /// {@return fields of proc(5)'s stat, from the third on}
  private static String[] stat(Path process) throws Exception {
    return Files.readString(process.resolve("stat")).split("\\) ")[1].split(" ");
  }

  @Test
  void runsInASessionOfItsOwnWithoutOurSockets() throws Exception {
    try (ServerSocket ours = new ServerSocket(0)) {
      hook().start();
      Path process = Path.of("/proc/" + noted().pid());
      assertEquals(Long.toString(noted().pid()), stat(process)[2], "process group");
      assertEquals(Long.toString(noted().pid()), stat(process)[3], "session");
      assertTrue(ours.isBound());
      try (var open = Files.list(process.resolve("fd"))) {
        List<String> targets = open.map(NginxHookTest::target).toList();
        assertTrue(
            targets.stream().noneMatch(target -> target.endsWith(".jar")), targets::toString);
      }
    }
  }

  @Test
  void doesNotInheritTheNodesPriority() throws Exception {
    String own = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    String[] before = stat(Path.of("/proc/thread-self"));
    assumeTrue(
        run("renice", "-n", "-5", "-p", own) && run("chrt", "-r", "-p", "1", own),
        "real-time priority needs root (or a kernel that allows it)");
    try {
      assertEquals(Outcome.DONE, hook().start());
      String[] child = stat(Path.of("/proc/" + noted().pid()));
      assertEquals("0", child[16], "nice");
      assertEquals("0", child[38], "SCHED_OTHER");
    } finally {
      run("chrt", "-o", "-p", "0", own);
      run("renice", "-n", before[16], "-p", own);
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (java.io.IOException gone) {
      return "";
    }
  }

  @Test
  void isSickWhenTheAnswerIsNotTheExpectedOne() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    ServiceHook picky = new HttpHook(values("/sick"), home, "systemctl");
    Status.Sick sick = assertInstanceOf(Status.Sick.class, picky.status());
    assertTrue(sick.reason().contains("503"), sick::toString);
  }

  @Test
  void leavesAForeignProcessOnThePortAlone() throws Exception {
    try (ServerSocket foreign = new ServerSocket()) {
      foreign.bind(new InetSocketAddress("127.0.0.1", port));
      HttpHook hook = new HttpHook(values("/"), home, "systemctl");
      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
      assertTrue(failed.reason().contains("another process"), failed::toString);
      assertEquals(1, hook.problems().size());
      assertEquals(new Status.Stopped(), hook.status());
      hook.stop();
      assertTrue(!foreign.isClosed());
    }
  }

  @Test
  void saysWhereToLookWhenTheProgramEnds() {
    Map<String, Object> values = values("/");
    values.put("command", "/bin/false --password secret");
    Outcome.Failed failed =
        assertInstanceOf(Outcome.Failed.class, new HttpHook(values, home, "systemctl").start());
    assertTrue(failed.reason().contains("www.log"), failed::toString);
    assertTrue(!failed.reason().contains("secret"), failed::toString);
  }

  @Test
  void killsTheWholeGroupWhenPatienceEnds() {
    Map<String, Object> values = values("/");
    values.put("command", "/bin/sh -c 'trap \"\" TERM; sleep 600 & while :; do wait; done'");
    values.put("stopSignal", "TERM");
    values.put("patience", "1s");
    values.put("timeout", "500ms");
    HttpHook hook = new HttpHook(values, home, "systemctl");
    assertInstanceOf(Outcome.Unknown.class, hook.start());
    assertInstanceOf(Status.Sick.class, hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  void aPidThatIsUsedAgainIsNobodysBusiness() throws Exception {
    Files.createDirectories(home.resolve("data/run"));
    Incarnation self = Incarnation.of(ProcessHandle.current().pid()).orElseThrow();
    Files.writeString(
        home.resolve("data/run/hook-www.pid"),
        new Incarnation(self.pid(), self.start() - 1, self.boot()) + "\n");
    ServiceHook hook = hook();
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains("ended by itself"), sick::toString);
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
    assertEquals(Outcome.DONE, hook.start());
    assertNotEquals(self.pid(), noted().pid());
  }

  @Test
  void anEarlierBootsProcessWasNoFailure() throws Exception {
    Files.createDirectories(home.resolve("data/run"));
    Files.writeString(home.resolve("data/run/hook-www.pid"), "1 1 of-another-boot\n");
    assertEquals(new Status.Stopped(), hook().status());
  }

  @Test
  void takesAGarbledPidFileForNone() throws Exception {
    Files.createDirectories(home.resolve("data/run"));
    Files.writeString(home.resolve("data/run/hook-www.pid"), "\0\0\0");
    assertEquals(new Status.Stopped(), hook().status());
    assertEquals(Outcome.DONE, hook().start());
  }

  @Test
  void endsWorkersWhoseMasterDied() throws Exception {
    hook().start();
    Incarnation master = noted();
    await().until(() -> master.members().size() == 2);
    ProcessHandle.of(master.pid()).orElseThrow().destroyForcibly();
    await().until(() -> !master.alive());
    assertEquals(Outcome.DONE, hook().stop());
    assertEquals(List.of(), master.members());
  }
}
