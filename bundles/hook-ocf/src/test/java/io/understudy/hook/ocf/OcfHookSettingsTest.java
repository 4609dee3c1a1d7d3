package io.understudy.hook.ocf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OcfHookSettingsTest {
  @TempDir Path folder;
  private final AgentCatalog catalog = new AgentCatalog();

  @BeforeEach
  void write() throws Exception {
    ScriptedAgent.in(folder);
  }

  private OcfHookSettings settings(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "service.pid",
                OcfHookSettings.PID + "~app",
                "name",
                "app",
                "agent",
                ScriptedAgent.NAME,
                "parameters",
                "place=x"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return OcfHookSettings.of(values, folder, catalog::read);
  }

  @Test
  void theLimitsAreThoseThatTheAgentAdvises() {
    OcfHookSettings settings = settings();
    assertEquals(Duration.ofSeconds(9), settings.timeout());
    assertEquals(Duration.ofSeconds(40), settings.common().patience());
    assertEquals(
        Duration.ofSeconds(90), settings("role", "promoted").common().patience(), "start, promote");
    assertEquals(Duration.ofSeconds(7), settings("patience", "7s").common().patience());
    assertEquals(Duration.ofSeconds(2), settings("timeout", "2s").timeout());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "agent; ''; is missing",
        "agent; Dummy; ocf:heartbeat:Filesystem",
        "agent; ocf:heartbeat:../../bin/sh; ocf:heartbeat:Filesystem",
        "agent; ocf:test:Nothing; apt install resource-agents",
        "parameters; place=x, plaice=y; it knows place, slowness",
        "parameters; slowness=3; the agent needs it: where it is",
        "parameters; place=x, slowness=much; write a whole number",
        "parameters; place; has no '='",
        "parameters; place=\"x; close the double quote",
        "parameters; place=x, place=y; keep one",
        "parameters; CRM_meta_x=1; can't be a parameter's name",
        "role; slave; use started or promoted",
        "timeout; 9; write a number and ms",
        "patience; 1ms; use 1s to 60m",
      })
  void refusesWithFileKeyAndRemedy(String key, String value, String remedy) {
    String message = assertThrows(Settings.Refused.class, () -> settings(key, value)).getMessage();
    assertTrue(message.startsWith(OcfHookSettings.PID + "-app.cfg: " + key + ":"), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  void nobodyIsPromotedOnTheStandby() {
    assertThrows(Settings.Refused.class, () -> settings("role", "promoted", "standby", "running"));
  }

  @Test
  void anAgentIsAskedAgainWhenItsFileHasChanged() throws Exception {
    assertThrows(Settings.Refused.class, () -> settings("parameters", "place=x, more=1"));
    Path program = folder.resolve("resource.d/test/Service");
    Files.writeString(program, Files.readString(program).replace("\"slowness\"", "\"more\""));
    Files.setLastModifiedTime(program, java.nio.file.attribute.FileTime.fromMillis(1));
    assertEquals(
        Map.of("place", "x", "more", "1"), settings("parameters", "place=x, more=1").parameters());
  }

  @Test
  void anAgentThatTellsNothingIsTakenAsItIs() throws Exception {
    Path program = folder.resolve("resource.d/test/Service");
    Files.writeString(program, "#!/bin/sh\necho nothing\n");
    OcfHookSettings settings = settings("parameters", "any=1");
    assertEquals(OcfHookSettings.USUAL, settings.common().patience());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no metadata",
        "<resource-agent><parameters><parameter name='a'>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a><parameter name='&b;'/></a>",
        "<resource-agent/>",
        "<resource-agent><actions><action name='start'/></actions></resource-agent>"
      })
  void rubbishIsNoMetadata(String text) {
    assertEquals(Optional.empty(), MetadataReader.read(text));
  }
}
