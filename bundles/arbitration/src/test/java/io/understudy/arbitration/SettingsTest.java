package io.understudy.arbitration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private final Map<String, Object> device =
      new HashMap<>(Map.of("name", "router", "address", "10.0.0.254", "weight", "3"));
  private final Map<String, Object> port =
      new HashMap<>(Map.of("interface", "eth0", "peers", "a@10.0.0.1, b@fd00::2"));

  @Test
  void goodSettingsAreRead() {
    assertEquals(3, DeviceSettings.of(device).weight());
    assertEquals("b", PortSettings.of(port).peers().get(1).node().name());
    port.put("peers", new String[] {"a@10.0.0.1", "b@fd00::2"});
    assertEquals(2, PortSettings.of(port).peers().size());
    device.remove("weight");
    assertEquals(1, DeviceSettings.of(device).weight());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name      | Router                 | lower-case",
        "name      | ''                     | missing",
        "address   | router.example         | no plain address literal",
        "address   | 224.0.0.1              | no single machine",
        "weight    | 0                      | out of range",
        "weight    | much                   | much",
      })
  void whatIsWrongWithADeviceIsNamed(String key, String value, String what) {
    device.put(key, value);
    assertObjection(new DeviceCheck(), device, key, what);
    assertThrows(IllegalArgumentException.class, () -> DeviceSettings.of(device));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interface | ''                     | missing",
        "interface | averyverylongname      | no interface can have that name",
        "peers     | 10.0.0.1               | has no @",
        "peers     | a@here                 | no plain address literal",
        "peers     | a@10.0.0.1, b@10.0.0.1 | given to a",
      })
  void whatIsWrongWithThePortIsNamed(String key, String value, String what) {
    port.put(key, value);
    assertObjection(new PortCheck(), port, key, what);
    assertThrows(IllegalArgumentException.class, () -> PortSettings.of(port));
  }

  private static void assertObjection(
      SettingsCheck check, Map<String, Object> settings, String key, String what) {
    var objections = check.check(settings);
    assertEquals(1, objections.size(), objections.toString());
    assertEquals(key, objections.getFirst().key());
    assertTrue(objections.getFirst().what().contains(what), objections.toString());
  }
}
