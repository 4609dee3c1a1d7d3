package io.understudy.mirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirroringSettingsTest {
  private static final Path HOME = Path.of("/home-of-node");
  private final Map<String, String> values =
      new HashMap<>(
          Map.of(
              "key", "config/cluster.key",
              "listen", "10.0.0.1, fd00::1",
              "peers", "b@10.0.0.2, b@fd00::2"));

  @Test
  void bothEndsAreRead() {
    MirroringSettings settings = MirroringSettings.of(values, HOME);
    assertEquals(HOME.resolve("config/cluster.key"), settings.key());
    assertEquals(new NodeId("b"), settings.peer());
    assertEquals(2, settings.listen().size());
    assertEquals(7790, settings.addresses().getFirst().getPort());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen | nodea            | write an address",
        "peers  | 10.0.0.2         | node, @, address",
        "peers  | b@10.0.0.1       | the other node's address",
        "peers  | b@10.0.0.2,c@10.0.0.3 | a cluster has two",
        "port   | 0                | 1 to 65535",
        "cpu    | none             | 1 to 400",
      })
  void aBadValueIsRefusedWithFileKeyAndRemedy(String key, String value, String remedy) {
    values.put(key, value);
    Settings.Refused refused =
        assertThrows(Settings.Refused.class, () -> MirroringSettings.of(values, HOME));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("io.understudy.mirroring.cfg: " + key), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  void whatIsMissingIsNamed() {
    values.remove("peers");
    Settings.Refused refused =
        assertThrows(Settings.Refused.class, () -> MirroringSettings.of(values, HOME));
    assertTrue(String.valueOf(refused.getMessage()).contains("peers: is missing"));
  }
}
