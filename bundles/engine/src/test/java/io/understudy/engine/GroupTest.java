package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupTest {
  private static Duration flushLimit(Map<String, String> settings) {
    return Group.Definition.of(settings).flushLimit();
  }

  @Test
  void aHandoverWaitsTenSecondsForTheDataUnlessToldOtherwise() {
    assertEquals(Duration.ofSeconds(10), flushLimit(Map.of("name", "web")));
    assertEquals(Duration.ZERO, flushLimit(Map.of("name", "web", "flushLimit", "0s")));
  }

  @Test
  void aLimitBeyondAMinuteIsRefused() {
    String refusal =
        assertThrows(
                Settings.Refused.class, () -> flushLimit(Map.of("name", "web", "flushLimit", "1h")))
            .getMessage();
    assertTrue(refusal.contains("flushLimit"), refusal);
  }
}
