package io.understudy.hook.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a script as they are written for the Linux Standard Base.
class CommandHookTest extends ServiceHookContract {
  @TempDir Path home;
  private Path script;

  @BeforeEach
  void write() throws Exception {
    script =
        script(
            """
            alive() { [ -s pid ] && [ -n "$(tr -d '\\0' <"/proc/$(cat pid)/cmdline")" ]; } 2>/dev/null
            case $1 in
              start)
                alive && { echo "runs already"; exit 1; }
                setsid sleep 600 </dev/null >/dev/null 2>&1 &
                echo $! >pid
                ${2:-true} ${3:-};;
              stop)
                kill "$(cat pid)"; kill -CONT "$(cat pid)"
                while alive; do sleep 0.01; done; rm -f pid bad;;
              status)
                [ -e bad ] && { echo "the data are bad"; exit 4; }
                alive && exit 0
                [ -e pid ] && exit 1
                exit 3;;
            esac
            """);
  }

  private Path script(String text) throws Exception {
    Path file = home.resolve("app");
    Files.writeString(file, "#!/bin/sh\ncd '" + home + "'\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private CommandHook hook(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "name", "app",
                "start", script + " start",
                "stop", script + " stop",
                "status", script + " status"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new CommandHook(values, home);
  }

  @Override
  protected CommandHook hook() {
    return hook(new String[0]);
  }

  @Override
  protected ServiceHook slow(String patience) {
    return hook("start", script + " start sleep 600", "patience", patience, "timeout", "1s");
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
    Files.createFile(home.resolve("bad"));
  }

  @Override
  protected Object incarnation() throws Exception {
    return Incarnation.of(pid()).orElseThrow();
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> "";
      case Outcome.Failed(String reason) -> reason;
      case Outcome.Unknown(String reason) -> reason;
    };
  }

  @Test
  void theReasonHasTheExitCodeAndTheLastLines() throws Exception {
    hook().start();
    Files.createFile(home.resolve("bad"));
    assertEquals(new Status.Sick("status: exit code 4: the data are bad"), hook().status());
  }

  @Test
  void otherExitCodesMayMeanRunningAndStopped() {
    CommandHook hook = hook("status", "/bin/sh -c 'exit 7'", "running", "1, 7", "stopped", "0");
    assertEquals(new Status.Running(), hook.status());
    assertEquals(
        new Status.Stopped(), hook("status", "true", "running", "7", "stopped", "0").status());
  }

  @Test
  void aStatusThatHangsIsSickAndKilled() {
    CommandHook hook = hook("status", "/bin/sh -c 'echo thinking; sleep 600'", "timeout", "3s");
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(
        sick.reason().contains("didn't end within 3s and was killed: thinking"), sick::reason);
  }

  @Test
  void aStartThatFailsSaysWhyAndIsLogged() throws Exception {
    Outcome outcome = hook("start", "/bin/sh -c 'echo no license; exit 9'").start();
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(reason(outcome).contains("exit code 9: no license"), reason(outcome));
    assertEquals("no license\n", Files.readString(home.resolve("log/app.log")));
  }

  @Test
  void aStartThatComesUpLaterIsWaitedFor() {
    assertEquals(
        Outcome.DONE,
        hook("shell", "on", "start", "(sleep 1; " + script + " start) >/dev/null 2>&1 &").start());
  }

  @Test
  void aStartThatEndsWellAndStartsNothingHasFailed() {
    Outcome outcome = hook("start", "true", "patience", "1s", "timeout", "1s").start();
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(reason(outcome).contains("doesn't run"), reason(outcome));
  }

  @Test
  void aStopThatDoesNothingIsNotBelievedAndKillHelps() {
    assertEquals(Outcome.DONE, hook().start());
    Outcome outcome = hook("stop", "true", "patience", "1s", "timeout", "1s").stop();
    assertInstanceOf(Outcome.Unknown.class, outcome);
    assertEquals(new Status.Running(), hook().status());
    assertEquals(
        Outcome.DONE, hook("stop", "false", "kill", script + " stop", "patience", "5s").stop());
  }

  @Test
  void withoutAShellNothingIsExpandedAndWithOneItIs() throws Exception {
    CommandHook plain = hook("start", "touch '$HOME' *", "patience", "1s", "timeout", "1s");
    assertInstanceOf(Outcome.Failed.class, plain.start());
    assertTrue(Files.exists(home.resolve("$HOME")) && Files.exists(home.resolve("*")));
    hook("start", "x=made; touch $x-by-a-shell && exit 1", "shell", "on").start();
    assertTrue(Files.exists(home.resolve("made-by-a-shell")));
  }

  @Test
  void aProgramThatIsMissingIsAProblemAhead() {
    assertEquals(List.of(), hook().problems());
    CommandHook hook = hook("start", "/nothing/here start");
    assertEquals(1, hook.problems().size());
    assertTrue(reason(hook.start()).contains("no program /nothing/here"));
    assertFalse(hook.status() instanceof Status.Running);
  }
}
