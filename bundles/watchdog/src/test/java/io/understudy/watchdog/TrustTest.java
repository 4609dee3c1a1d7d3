package io.understudy.watchdog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrustTest {
  private static final long SECOND = 1_000_000_000L;

  private final Trust trust = new Trust(Duration.ofSeconds(5));

  @Test
  void nobodyIsTrustedAtFirst() {
    assertFalse(trust.take(Sign.GONE, 0));
    assertFalse(trust.take(Sign.UNSOUND, 0));
  }

  @Test
  void anEngineThatWasSoundMayBeGoneForAWhile() {
    assertTrue(trust.take(Sign.SOUND, 0));
    assertTrue(trust.take(Sign.GONE, 5 * SECOND));
    assertFalse(trust.take(Sign.GONE, 5 * SECOND + 1));
    assertFalse(trust.take(Sign.GONE, 5 * SECOND + 2));
    assertTrue(trust.take(Sign.SOUND, 6 * SECOND), "until it is back");
  }

  @Test
  void anEngineThatWasUnsoundMayNot() {
    assertTrue(trust.take(Sign.SOUND, 0));
    assertFalse(trust.take(Sign.UNSOUND, SECOND));
    assertFalse(trust.take(Sign.GONE, 2 * SECOND));
  }
}
