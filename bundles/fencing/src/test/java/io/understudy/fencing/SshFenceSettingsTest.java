package io.understudy.fencing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshFenceSettingsTest {
  private static final Map<String, Object> GOOD =
      Map.of("name", "b", "node", "b", "addresses", "10.0.0.2, 10.1.0.2:2222, [fd00::2]");

  @Test
  void whatIsLeftOutHasItsDefault() {
    SshFenceSettings settings = SshFenceSettings.of(GOOD, Path.of("/home"));
    assertEquals("root", settings.user());
    assertEquals(Path.of("/home/data/fencing/id"), settings.key());
    assertEquals(Path.of("/home/data/fencing/known_hosts"), settings.knownHosts());
    assertEquals(1, settings.level());
    assertEquals(Duration.ofSeconds(3), settings.limit());
    assertEquals(
        List.of("10.0.0.2", "[10.1.0.2]:2222", "fd00::2"),
        settings.addresses().stream().map(Address::pin).toList());
  }

  @Test
  void delaysAreInTheLimit() {
    Map<String, Object> values = new HashMap<>(GOOD);
    values.putAll(Map.of("delay", "3s", "delayMax", "1s", "timeout", "5s"));
    assertEquals(Duration.ofSeconds(9), SshFenceSettings.of(values, Path.of("/")).limit());
  }

  @ParameterizedTest
  @CsvSource({
    "name,''",
    "name,B",
    "node,''",
    "node,b.lan",
    "addresses,''",
    "addresses,'10.0.0.2, 10.0.0.2:22'",
    "addresses,fd00::2",
    "addresses,[fd00::2",
    "addresses,10.0.0.2:0",
    "addresses,10.0.0.2:65536",
    "addresses,root@10.0.0.2",
    "addresses,-oProxyCommand=x",
    "addresses,'1,2,3,4,5,6,7,8,9'",
    "user,-l",
    "user,a b",
    "level,0",
    "level,10",
    "level,high",
    "timeout,100ms",
    "timeout,2m",
    "timeout,2",
    "delay,-1s",
    "delayMax,1h"
  })
  void whatCanNotBeCarriedOutIsRefusedByItsKey(String key, String value) {
    Map<String, Object> values = new HashMap<>(GOOD);
    values.put(key, value);
    List<SettingsCheck.Objection> objections = new SshFenceSettingsCheck().check(values);
    assertEquals(1, objections.size(), () -> key + " = " + value + " is accepted");
    assertEquals(key, objections.getFirst().key());
    assertTrue(!objections.getFirst().remedy().isEmpty());
  }

  @Test
  void goodSettingsAreAccepted() {
    assertEquals(List.of(), new SshFenceSettingsCheck().check(GOOD));
  }
}
