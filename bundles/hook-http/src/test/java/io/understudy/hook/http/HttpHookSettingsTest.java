package io.understudy.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import io.understudy.hook.http.HttpHookSettings.Server;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpHookSettingsTest {
  private static Map<String, Object> values(String... more) {
    Map<String, Object> values =
        new HashMap<>(Map.of("name", "www", "url", "http://127.0.0.1/", "unit", "nginx.service"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void acceptsAUnit() {
    HttpHookSettings settings = HttpHookSettings.of(values(), Path.of("/"));
    assertEquals(new Server.Unit("nginx.service"), settings.server());
    assertEquals("127.0.0.1", settings.health().host());
  }

  @Test
  void takesTheEmbeddedServerWhereNothingElseIsNamed() {
    HttpHookSettings settings = HttpHookSettings.of(Map.of("name", "www"), Path.of("/srv/node"));
    assertEquals(new Server.Embedded(Path.of("/srv/node/www"), 80), settings.server());
    assertEquals("http://127.0.0.1:80/", settings.health().url().toString());
    assertInstanceOf(Server.Embedded.class, settings.server());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name; ''",
        "name; WWW",
        "unit; -f",
        "unit; a b",
        "command; nginx",
        "directory; /srv/pages",
        "port; 8080",
        "url; ''",
        "url; ftp://127.0.0.1/",
        "url; http://user:secret@127.0.0.1/",
        "url; http:///",
        "url; 127.0.0.1",
        "host; a b",
        "trust; some.pem",
        "test; nginx 't",
        "testEvery; 1",
        "status; 99",
        "status; fine",
        "timeout; 2",
        "timeout; 30s",
        "patience; 1ms",
        "standby; maybe",
        "stopSignal; KILL",
      })
  void refusesWithTheKeyAndARemedy(String key, String value) {
    List<Objection> objections = new HttpHookSettingsCheck().check(values(key, value));
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().remedy().length() > 3, objections::toString);
  }

  @Test
  void acceptsWhatMetatypeFillsIn() {
    assertEquals(
        List.of(),
        new HttpHookSettingsCheck()
            .check(values("command", "", "directory", "www", "port", "80", "host", "")));
  }
}
