package io.understudy.mirroring.rsync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.SettingsCheck.Objection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RsyncSettingsTest {
  private static List<Objection> check(Map<String, Object> values) {
    return new RsyncSettingsCheck().check(values);
  }

  @Test
  void nothingHasToBeSet() {
    assertEquals(new RsyncSettings(Path.of("/usr/bin/rsync"), 1000), RsyncSettings.of(Map.of()));
    assertEquals(List.of(), check(Map.of()));
  }

  @Test
  void aProgramIsNamedByItsFullPath() {
    assertEquals("program", check(Map.of("program", "rsync")).getFirst().key());
    assertEquals(List.of(), check(Map.of("program", "/opt/rsync")));
  }

  @Test
  void namesAreANumberWithinLimits() {
    assertEquals("names", check(Map.of("names", "9")).getFirst().key());
    assertEquals("names", check(Map.of("names", "many")).getFirst().key());
    assertEquals(List.of(), check(Map.of("names", "4000")));
  }
}
