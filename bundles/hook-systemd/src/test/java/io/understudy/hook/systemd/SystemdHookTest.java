package io.understudy.hook.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// With a script in systemctl's place, so that it runs without systemd.
class SystemdHookTest extends ServiceHookContract {
  @TempDir Path home;
  private FakeSystemctl systemctl;

  @BeforeEach
  void write() throws Exception {
    systemctl = FakeSystemctl.in(home);
  }

  private SystemdHook hook(String... more) {
    Map<String, Object> values = new HashMap<>(Map.of("name", "app", "unit", "app.service"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new SystemdHook(values, systemctl.program());
  }

  @Override
  protected SystemdHook hook() {
    return hook(new String[0]);
  }

  /// Stays in the state `activating`.
  @Override
  protected ServiceHook slow(String patience) throws Exception {
    systemctl.touch("activating");
    return hook("patience", patience, "timeout", "1s");
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", List.of(systemctl.pid()));
  }

  @Override
  protected void spoil() throws Exception {
    Signals.send("STOP", List.of(systemctl.pid()));
  }

  @Override
  protected Object incarnation() throws Exception {
    return Incarnation.of(systemctl.pid()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "not-found; inactive; dead; systemd knows no unit app.service",
        "masked; inactive; dead; systemctl unmask app.service",
        "bad-setting; inactive; dead; can't be loaded (line 7 is wrong)",
        "loaded; failed; failed; app.service failed (exit-code)",
        "loaded; activating; auto-restart; activating (auto-restart)",
        "loaded; deactivating; stop-sigterm; deactivating (stop-sigterm)",
      })
  void everyStateButThreeIsSickWithItsReason(String load, String active, String sub, String reason)
      throws Exception {
    systemctl.shows(
        """
        LoadState=%s
        LoadError=line 7 is wrong
        ActiveState=%s
        SubState=%s
        Result=exit-code
        MainPID=0
        """
            .formatted(load, active, sub));
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook().status());
    assertTrue(sick.reason().contains(reason), sick::reason);
  }

  @ParameterizedTest
  @CsvSource({"active, exited", "reloading, reload"})
  void aUnitWithoutAMainProcessRuns(String active, String sub) throws Exception {
    systemctl.shows("LoadState=loaded\nActiveState=%s\nSubState=%s\n".formatted(active, sub));
    assertEquals(new Status.Running(), hook().status());
  }

  @Test
  void aMaskedUnitIsNotStartedAndTheRemedyIsSaid() throws Exception {
    systemctl.touch("masked");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook().start());
    assertTrue(failed.reason().contains("systemctl unmask app.service"), failed::reason);
    assertEquals(Outcome.DONE, hook().stop(), "nothing runs");
  }

  @Test
  void aTypoIsSaid() {
    SystemdHook hook = hook("unit", "ap.service");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("knows no unit ap.service"), failed::reason);
    assertEquals(Outcome.DONE, hook.stop());
  }

  @Test
  void aCheckThatFailsMakesItSick() {
    assertEquals(Outcome.DONE, hook().start());
    assertEquals(new Status.Running(), hook("check", "true").status());
    assertEquals(
        new Status.Sick("check: exit code 2: no answer"),
        hook("check", "/bin/sh -c 'echo no answer; exit 2'").status());
    Status.Sick hangs =
        assertInstanceOf(
            Status.Sick.class, hook("check", "sleep 600", "timeout", "200ms").status());
    assertTrue(hangs.reason().contains("didn't end within 200ms"), hangs::reason);
  }

  @Test
  void aUnitThatStartsByItselfOnAStandbyIsAProblem() throws Exception {
    systemctl.shows("LoadState=loaded\nActiveState=inactive\nUnitFileState=enabled\n");
    SystemdHook hook = hook();
    hook.status();
    assertEquals(1, hook.problems().size());
    SystemdHook everywhere = hook("standby", "running");
    everywhere.status();
    assertEquals(List.of(), everywhere.problems());
  }

  @Test
  void withoutSystemdItIsSick() {
    SystemdHook hook =
        new SystemdHook(
            Map.of("name", "app", "unit", "app.service"), home.resolve("none").toString());
    assertInstanceOf(Status.Sick.class, hook.status());
    assertInstanceOf(Outcome.Failed.class, hook.start());
    assertInstanceOf(Outcome.Unknown.class, hook.stop());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"unit; ''", "unit; -f", "unit; a b", "check; a 'b", "timeout; 2", "patience; 1ms"})
  void refusesWithTheKey(String key, String value) {
    Map<String, Object> values = new HashMap<>(Map.of("name", "app", "unit", "app.service"));
    values.put(key, value);
    assertEquals(
        List.of(key),
        new SystemdHookSettingsCheck().check(values).stream().map(one -> one.key()).toList());
  }
}
