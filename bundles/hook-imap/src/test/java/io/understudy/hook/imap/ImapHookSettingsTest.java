package io.understudy.hook.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImapHookSettingsTest {
  private static Map<String, Object> values(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "name", "mail",
                "addresses", "192.0.2.100/24",
                "config", "/srv/mail/dovecot.conf",
                "spool", "/srv/mail",
                "checkUser", "check",
                "checkPassword", "/srv/mail/check.password"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void acceptsTheFewThatAreNeeded() {
    ImapHookSettings settings = ImapHookSettings.of(values());
    assertEquals(143, settings.login().port());
    assertEquals(Path.of("/var/cache/understudy-imap/mail"), settings.indexes());
    assertEquals(993, ImapHookSettings.of(values("tls", "on")).login().port());
    assertEquals(4143, ImapHookSettings.of(values("port", "4143")).login().port());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "name; ''",
        "addresses; ''",
        "addresses; mail.example.org",
        "config; dovecot.conf",
        "config; /srv/a b",
        "spool; ''",
        "indexes; /srv/mail/indexes",
        "indexes; /srv",
        "runtime;"
            + " /run/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "checkUser; ''",
        "checkUser; a b",
        "checkPassword; secret",
        "port; 70000",
        "tls; perhaps",
        "trust; some.pem",
        "program; dovecot",
        "timeout; 30s",
        "patience; 1ms",
        "standby; running",
      })
  void refusesWithTheKeyAndARemedy(String key, String value) {
    List<Objection> objections = new ImapHookSettingsCheck().check(values(key, value));
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().remedy().length() > 3, objections::toString);
  }
}
