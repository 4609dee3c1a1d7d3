package io.understudy.hook.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.Ports;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
            rm -f pid
            setsid sh -c 'echo $$ >pid
              exec %2$s/bin/java -Xmx32m -XX:TieredStopAtLevel=1 -m jdk.httpserver -p %3$d -d %1$s/www' \\
              </dev/null >/dev/null 2>&1 &
            until [ -s pid ]; do sleep 0.01; done;;
          stop)
            kill "$(cat pid)"; kill -CONT "$(cat pid)"; while alive; do sleep 0.01; done; rm pid;;
          kill)
            kill -KILL "$(cat pid)";;
          reset-failed)
            rm pid;;
          show)
            for unit; do :; done
            [ "$unit" = web.service ] || { echo LoadState=not-found; echo ActiveState=inactive; exit 0; }
            echo LoadState=loaded
            if alive
            then echo ActiveState=active; echo "MainPID=$(cat pid)"
            else
              if [ -s pid ]; then echo ActiveState=failed; echo Result=signal; else echo ActiveState=inactive; fi
              echo MainPID=0
            fi;;
        esac
        """
            .formatted(home, System.getProperty("java.home"), port));
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ServiceHook hook(String unit, String patience, String timeout, int status) {
    return new HttpHook(
        Map.of(
            "name",
            "www",
            "unit",
            unit,
            "url",
            "http://127.0.0.1:" + port + "/",
            "patience",
            patience,
            "timeout",
            timeout,
            "status",
            Integer.toString(status)),
        home,
        systemctl.toString());
  }

  @Override
  protected ServiceHook hook() {
    return hook("web.service", "20s", "10s", 200);
  }

  @Override
  protected ServiceHook slow(String patience) {
    return hook("web.service", patience, "1s", 418);
  }

  private long pid() throws Exception {
    return Long.parseLong(Files.readString(home.resolve("pid")).strip());
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", List.of(pid()));
  }

  @Override
  protected void spoil() throws Exception {
    Signals.send("STOP", List.of(pid()));
  }

  @Override
  protected Object incarnation() throws Exception {
    return Incarnation.of(pid()).orElseThrow();
  }

  @Test
  void saysThatSystemdDoesNotKnowTheUnit() {
    ServiceHook typo = hook("wep.service", "20s", "10s", 200);
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
