package io.understudy.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchdogSettingsTest {
  @Test
  void feedsNothingByDefault() {
    assertEquals(
        new WatchdogSettings(Optional.empty(), Duration.ofSeconds(10)),
        WatchdogSettings.of(Map.of("device", "")));
    assertEquals(
        Optional.of(Path.of("/dev/watchdog")),
        WatchdogSettings.of(Map.of("device", "/dev/watchdog")).device());
  }

  @ParameterizedTest
  @CsvSource({"device, watchdog", "timeout, 1s", "timeout, 6m", "timeout, 2500ms", "timeout, ten"})
  void refusesWhatNoDeviceCanDo(String key, String value) {
    String message =
        assertThrows(Settings.Refused.class, () -> WatchdogSettings.of(Map.of(key, value)))
            .getMessage();
    assertTrue(message.startsWith("io.understudy.watchdog.cfg: " + key), message);
    assertEquals(
        List.of(key),
        new WatchdogSettingsCheck()
            .check(Map.of(key, value)).stream().map(objection -> objection.key()).toList());
  }
}
