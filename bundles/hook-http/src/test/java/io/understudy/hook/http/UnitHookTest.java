package io.understudy.hook.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a script in systemctl's place, so that it runs without systemd.
class UnitHookTest extends ServiceHookContract {
  @TempDir Path home;
  private int port;
  private Path systemctl;

  @BeforeEach
  void stage() throws Exception {
    port = Ports.free();
    Files.createDirectories(home.resolve("www"));
    Files.writeString(home.resolve("www/index.html"), "fine");
    systemctl = home.resolve("systemctl");
    Files.writeString(
        systemctl,
        """
        #!/bin/sh
        cd %1$s
        shift
        alive() { [ -s pid ] && [ -n "$(tr -d '\\0' <"/proc/$(cat pid)/cmdline")" ]; } 2>/dev/null
        case $1 in
          start)
            [ "$2" = web.service ] || { echo "Unit $2 not found."; exit 5; }
            alive && exit 0
            setsid %2$s/bin/java -Xmx32m -XX:TieredStopAtLevel=1 -m jdk.httpserver -p %3$d -d %1$s/www \\
              </dev/null >/dev/null 2>&1 &
            echo $! >pid;;
          stop)
            kill "$(cat pid)"; while alive; do sleep 0.01; done; rm pid;;
          show)
            for unit; do :; done
            [ "$unit" = web.service ] || { echo LoadState=not-found; exit 0; }
            echo LoadState=loaded
            if alive
            then echo ActiveState=active; echo "MainPID=$(cat pid)"
            else echo ActiveState=inactive; echo MainPID=0; fi;;
        esac
        """
            .formatted(home, System.getProperty("java.home"), port));
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ServiceHook hook(String unit) {
    return new HttpHook(
        Map.of(
            "name", "www", "unit", unit, "url", "http://127.0.0.1:" + port + "/", "patience", "5s"),
        home,
        systemctl.toString());
  }

  @Override
  ServiceHook hook() {
    return hook("web.service");
  }

  @Override
  void kill() throws Exception {
    long pid = Long.parseLong(Files.readString(home.resolve("pid")).strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void saysThatSystemdDoesNotKnowTheUnit() {
    ServiceHook typo = hook("wep.service");
    assertInstanceOf(ServiceHook.Status.Sick.class, typo.status());
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, typo.start());
    assertTrue(failed.reason().contains("not found"), failed::toString);
  }

  @Test
  void saysThatThereIsNoSystemd() {
    ServiceHook hook =
        new HttpHook(
            Map.of("name", "www", "unit", "web.service", "url", "http://127.0.0.1:1/"),
            home,
            home.resolve("nothing").toString());
    assertInstanceOf(ServiceHook.Status.Sick.class, hook.status());
    assertInstanceOf(Outcome.Failed.class, hook.start());
  }
}
