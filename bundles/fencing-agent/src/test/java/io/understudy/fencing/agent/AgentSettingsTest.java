package io.understudy.fencing.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
  @TempDir Path folder;
  private Script script;

  @BeforeEach
  void write() throws Exception {
    script = Script.of(folder, Script.HONEST);
  }

  @Test
  void readsParametersWithCommasAndQuotes() {
    assertEquals(
        Map.of("ip", "10.0.0.9", "plug", "3,4", "note", "say \"on\"", "empty", "", "eq", "a=b"),
        Parameters.of(" ip = 10.0.0.9 , plug=\"3,4\",, \"note=say \"\"on\"\"\", empty=, eq=a=b,"));
    assertEquals(
        Map.of("ip", "10.0.0.9", "plug", "3"),
        Parameters.of(new String[] {"ip=10.0.0.9", "plug=3"}));
    assertEquals(Map.of(), Parameters.of(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip",
        "plug=\"3,4",
        "a b=c",
        "=x",
        "action=on",
        "ip=1, ip=2",
        "password=x",
        "passwd=x",
        "snmp_priv_passwd=x",
        "token=x"
      })
  void refusesParametersThatNoAgentMayGet(String text) {
    assertThrows(IllegalArgumentException.class, () -> Parameters.of(text));
  }

  @Test
  void aScriptThatTellsAPasswordIsNoSecret() {
    assertEquals(Map.of("password_script", "/etc/pw"), Parameters.of("password_script=/etc/pw"));
  }

  @ParameterizedTest
  @CsvSource({
    "agent, fence_nothing_like_it",
    "agent, ./fence_script",
    "agent, /etc/passwd",
    "node, B!",
    "level, 10",
    "action, kill",
    "timeout, 1h",
    "delay, 1d",
    "passwordFile, nothing",
    "parameters, ip"
  })
  void namesFileKeyAndRemedyWhenItRefuses(String key, String value) {
    Map<String, Object> values = script.settings("service.pid", AgentSettings.PID + "~b");
    values.put(key, value);
    String message =
        assertThrows(Settings.Refused.class, () -> AgentSettings.of(values, folder)).getMessage();
    assertTrue(message.startsWith(AgentSettings.PID + "-b.cfg: " + key + ":"), message);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThrows(
        Settings.Refused.class,
        () -> AgentSettings.of(script.settings("action", "reboot", "thenOn", "on"), folder));
    assertThrows(
        Settings.Refused.class,
        () -> AgentSettings.of(script.settings("action", "reboot", "verify", "off"), folder));
  }

  @Test
  void neverRepeatsAPasswordThatWasWrittenInTheWrongPlace() {
    for (String text : List.of("password=hunter2", "ip=1, hunter2", "ip=\"hunter2")) {
      Settings.Refused refused =
          assertThrows(
              Settings.Refused.class,
              () -> AgentSettings.of(script.settings("parameters", text), folder));
      if (text.startsWith("password")) {
        assertFalse(refused.getMessage().contains("hunter2"), refused.getMessage());
      }
    }
  }

  @Test
  void theDefaultsCutThePowerAndLookWhetherItIsOff() {
    AgentSettings settings = AgentSettings.of(script.settings(), folder);
    assertEquals(AgentSettings.Action.OFF, settings.action());
    assertTrue(settings.verify());
    assertFalse(settings.thenOn());
    assertEquals(2, settings.level());
    assertEquals(20, settings.timeout().toSeconds());
    assertTrue(settings.delay().isZero() && settings.delayMax().isZero());
  }

  @Test
  void aPasswordFileIsJudgedAndNeverShown() throws Exception {
    Path file = folder.resolve("passwords");
    Files.writeString(file, "hunter2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Map<String, Object> values = script.settings("passwordFile", "passwords");
    String message =
        assertThrows(Settings.Refused.class, () -> AgentSettings.of(values, folder)).getMessage();
    assertTrue(message.contains("mode 0640") && !message.contains("hunter2"), message);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertFalse(AgentSettings.of(values, folder).toString().contains("hunter2"));
    assertFalse(Secrets.read(file).toString().contains("hunter2"));
  }
}
