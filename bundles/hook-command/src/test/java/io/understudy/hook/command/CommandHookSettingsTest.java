package io.understudy.hook.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandHookSettingsTest {
  private static Map<String, Object> values(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of("name", "app", "start", "app 'a b'", "stop", "app stop", "status", "app up"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void theDefaultsAreThoseOfTheLinuxStandardBase() {
    CommandHookSettings settings = CommandHookSettings.of(values(), Path.of("/srv/node"));
    assertEquals(List.of("app", "a b"), settings.start());
    assertEquals(Set.of(0), settings.running());
    assertEquals(Set.of(3), settings.stopped());
    assertEquals(Optional.empty(), settings.kill());
    assertEquals(Path.of("/srv/node"), settings.directory());
    assertEquals(Duration.ofSeconds(20), settings.common().patience());
  }

  @Test
  void aShellGetsTheWholeLine() {
    CommandHookSettings settings =
        CommandHookSettings.of(values("shell", "on", "start", "a && b"), Path.of("/"));
    assertEquals(List.of("/bin/sh", "-c", "a && b"), settings.start());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name; ''",
        "name; App!",
        "start; ''",
        "stop; a 'b",
        "status; a | b",
        "running; yes",
        "stopped; 256",
        "stopped; 3, 0",
        "shell; bash",
        "timeout; 2",
        "timeout; 30s",
        "patience; 1ms",
        "standby; maybe",
      })
  void refusesWithTheKeyAndARemedy(String key, String value) {
    List<Objection> objections = new CommandHookSettingsCheck().check(values(key, value));
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().remedy().length() > 3, objections::toString);
  }
}
