package io.understudy.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathSettingsTest {
  private final Map<String, Object> settings =
      new HashMap<>(
          Map.of(
              "service.pid",
              "io.understudy.heartbeat.path~lan",
              "name",
              "lan",
              "node",
              "b",
              "local",
              "10.0.0.1",
              "remote",
              "10.0.0.2"));

  @Test
  void thePortHasADefault() {
    PathSettings read = PathSettings.of(settings);

    assertEquals(7789, read.port());
    assertEquals("10.0.0.2:7789", read.remote().withPort(read.port()));
  }

  @Test
  void aLinkLocalRemoteTakesTheScopeOfTheLocalAddress() {
    settings.putAll(Map.of("local", "fe80::1%eth7", "remote", "fe80::2"));

    assertEquals("eth7", PathSettings.of(settings).remote().scope());
  }

  @ParameterizedTest
  @CsvSource({
    "name,   Lan,            lower-case",
    "node,   '',             missing",
    "local,  router.example, no address literal",
    "local,  10.1,           no address literal",
    "local,  0.0.0.0,        no single machine",
    "remote, ff02::1,        no single machine",
    "remote, fd00:1:2:3:4:5:6:7, different families",
    "remote, 10.0.0.1,       is local too",
    "remote, 10.0.0.2%eth0,  isn't link-local",
    "port,   0,              no such port",
    "port,   70000,          no such port",
    "port,   seven,          seven",
  })
  void whatIsWrongIsNamed(String key, String value, String what) {
    settings.put(key, value);

    List<Objection> objections = new PathCheck().check(settings);
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().what().contains(what), objections.toString());
    assertTrue(objections.getFirst().what().contains(value), objections.toString());
    var refused =
        assertThrows(IllegalArgumentException.class, () -> PathSettings.of(settings)).getMessage();
    assertTrue(refused.startsWith("io.understudy.heartbeat.path~lan: " + key), refused);
  }

  @Test
  void linkLocalAddressesNeedAnInterface() {
    settings.putAll(Map.of("local", "fe80::1", "remote", "fe80::2"));

    assertEquals(2, new PathCheck().check(settings).size());
  }
}
