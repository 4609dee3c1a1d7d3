package io.understudy.hook.samba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SambaHookSettingsTest {
  private static Map<String, Object> values(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "name", "files",
                "addresses", "192.0.2.100/24, 2001:db8::100/64",
                "netbiosName", "files",
                "config", "/srv/samba/smb.conf",
                "copies", "/srv/samba/tdb"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void acceptsTheFewThatAreNeeded() {
    SambaHookSettings settings = SambaHookSettings.of(values());
    assertEquals(List.of("192.0.2.100/24", "2001:db8::100/64"), settings.addresses());
    assertEquals("192.0.2.100", settings.first().toString());
    assertEquals("FILES", settings.netbiosName());
    assertEquals(445, settings.port());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name; ''",
        "addresses; ''",
        "addresses; files.example.org",
        "addresses; 192.0.2.100/33",
        "netbiosName; ''",
        "netbiosName; a-name-that-is-too-long",
        "netbiosName; a.b",
        "config; smb.conf",
        "config; /srv/%U/smb.conf",
        "copies; ''",
        "copies; /srv/it's",
        "netbios; perhaps",
        "port; 0",
        "program; smbd",
        "test; 1",
        "timeout; 21s",
        "patience; 1ms",
        "standby; running",
      })
  void refusesWithTheKeyAndARemedy(String key, String value) {
    List<Objection> objections = new SambaHookSettingsCheck().check(values(key, value));
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().remedy().length() > 3, objections::toString);
  }
}
