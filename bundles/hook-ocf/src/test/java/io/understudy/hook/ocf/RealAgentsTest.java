package io.understudy.hook.ocf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// With agents of the package resource-agents.
@Timeout(120)
@EnabledIf(value = "installed", disabledReason = "no agents; install the package resource-agents")
class RealAgentsTest {
  @TempDir Path home;
  private final AgentCatalog catalog = new AgentCatalog();
  private Optional<OcfHook> started = Optional.empty();

  static boolean installed() {
    return Files.isExecutable(Agent.ROOT.resolve("resource.d/heartbeat/Dummy"));
  }

  private OcfHook hook(String agent, String parameters, String... more) {
    Map<String, Object> values =
        new HashMap<>(Map.of("name", "real", "agent", agent, "parameters", parameters));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    OcfHook hook = new OcfHook(values, home, Agent.ROOT, catalog);
    started = Optional.of(hook);
    return hook;
  }

  @AfterEach
  void stop() {
    started.ifPresent(OcfHook::stop);
  }

  private static void startsAndStopsTwice(OcfHook hook) {
    assertEquals(new Status.Stopped(), hook.status());
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(new Status.Stopped(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
  }

  @Test
  void dummy() throws Exception {
    Path state = home.resolve("dummy.state");
    OcfHook hook = hook("ocf:heartbeat:Dummy", "state=" + state);
    startsAndStopsTwice(hook);
    Files.delete(state);
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  void dummyRefusesAStateFileThatCannotBeWritten() {
    OcfHook hook = hook("ocf:heartbeat:Dummy", "state=/proc/nothing/dummy.state");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("is not writable"), failed::reason);
    assertTrue(failed.reason().contains("validate-all"), failed::reason);
  }

  @Test
  void statefulIsPromoted() throws Exception {
    Path state = home.resolve("stateful.state");
    OcfHook hook = hook("ocf:heartbeat:Stateful", "state=" + state, "role", "promoted");
    startsAndStopsTwice(hook);
    assertEquals("master", Files.readString(state).strip());
  }

  @Test
  void filesystem() throws Exception {
    Path place = Files.createDirectories(home.resolve("place"));
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/modprobe")), "install the package kmod");
    assumeTrue(mayMount(place), "needs to mount");
    OcfHook hook =
        hook(
            "ocf:heartbeat:Filesystem",
            "device=tmpfs, directory=%s, fstype=tmpfs, options=\"size=1m,mode=0700\""
                .formatted(place));
    startsAndStopsTwice(hook);
    assertTrue(mounted(place));
    Files.writeString(place.resolve("file"), "data");
    assertEquals(Outcome.DONE, hook.stop());
    assertFalse(mounted(place));
  }

  @Test
  void filesystemRefusesWhatItCannotDo() {
    String refused =
        assertThrows(
                IllegalArgumentException.class,
                () -> hook("ocf:heartbeat:Filesystem", "device=tmpfs, fstype=tmpfs"))
            .getMessage();
    assertTrue(refused.contains("'directory' is missing; the agent needs it: mount point"));
    OcfHook hook =
        hook(
            "ocf:heartbeat:Filesystem",
            "device=/dev/no-such-disk, directory=%s, fstype=ext4".formatted(home));
    Outcome outcome = hook.start();
    assertInstanceOf(Outcome.Failed.class, outcome, outcome::toString);
  }

  @Test
  void nginx() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")), "install the package nginx-light");
    int port = Ports.free();
    Path file = home.resolve("nginx.conf");
    Files.writeString(
        file,
        """
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
          server { listen 127.0.0.1:%2$d; location / { return 200 "fine"; } }
        }
        """
            .formatted(home, port));
    OcfHook hook =
        hook(
            "ocf:heartbeat:nginx",
            "httpd=/usr/sbin/nginx, configfile=%s, port=%d, status10url=http://127.0.0.1:%d/"
                .formatted(file, port, port));
    startsAndStopsTwice(hook);
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    assertEquals(Outcome.DONE, hook.stop());
    Files.writeString(file, Files.readString(file) + "nonsense;\n");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("reported a configuration error"), failed::reason);
    assertEquals(new Status.Stopped(), hook.status());
  }

  @Test
  void everyAgentOfThePackageTellsMetadata() throws IOException {
    List<String> silent;
    try (Stream<Path> all = Files.list(Agent.ROOT.resolve("resource.d/heartbeat"))) {
      silent =
          all.map(path -> path.getFileName().toString())
              .filter(name -> Character.isLetter(name.charAt(0)) && !name.contains("."))
              .filter(name -> catalog.read(new Agent(Agent.ROOT, "heartbeat", name)).isEmpty())
              .sorted()
              .toList();
    }
    assertEquals(List.of(), silent);
  }

  private static boolean mounted(Path place) throws IOException {
    return Files.readString(Path.of("/proc/self/mounts")).contains(" " + place + " ");
  }

  private static boolean mayMount(Path place) throws Exception {
    return new ProcessBuilder("mount", "-t", "tmpfs", "tmpfs", place.toString()).start().waitFor()
            == 0
        && new ProcessBuilder("umount", place.toString()).start().waitFor() == 0;
  }

  @Test
  void whatIsInstalledCanBeChosen() {
    List<String> all = Agent.all(Agent.ROOT);
    assertTrue(all.contains("ocf:heartbeat:Dummy"), all.toString());
    all.forEach(name -> assertEquals(name, Agent.of(name, Agent.ROOT).toString()));
    assertEquals(List.of(), Agent.all(Path.of("/nowhere")));
  }
}
