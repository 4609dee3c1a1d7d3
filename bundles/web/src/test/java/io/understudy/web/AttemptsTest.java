package io.understudy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final Attempts attempts = new Attempts();

  private void fail(int times, String user, String address) {
    for (int i = 0; i < times; i++) {
      attempts.failed(user, address, 0);
    }
  }

  @Test
  void someMistakesAreFree() {
    fail(4, "ann", "192.0.2.1");
    assertEquals(Duration.ZERO, attempts.wait("ann", "192.0.2.1", 0));
  }

  @Test
  void furtherOnesCostAWaitThatDoublesToAMinute() {
    fail(5, "ann", "192.0.2.1");
    assertEquals(Duration.ofSeconds(1), attempts.wait("ann", "192.0.2.1", 0));
    fail(1, "ann", "192.0.2.1");
    assertEquals(Duration.ofSeconds(2), attempts.wait("ann", "192.0.2.1", 0));
    fail(14, "ann", "192.0.2.1");
    assertEquals(Duration.ofMinutes(1), attempts.wait("ann", "192.0.2.1", 0));
    long later = Duration.ofMinutes(1).toNanos();
    assertEquals(Duration.ZERO, attempts.wait("ann", "192.0.2.1", later));
  }

  @Test
  void nobodyLocksSomebodyOutFromElsewhere() {
    fail(19, "ann", "192.0.2.1");
    assertEquals(Duration.ZERO, attempts.wait("ann", "192.0.2.2", 0));
  }

  @Test
  void whoTriesManyNamesWaitsToo() {
    for (int i = 0; i < 20; i++) {
      attempts.failed("user" + i, "192.0.2.1", 0);
    }
    assertTrue(attempts.wait("other", "192.0.2.1", 0).isPositive());
  }

  @Test
  void successEndsTheWait() {
    fail(6, "ann", "192.0.2.1");
    attempts.succeeded("ann", "192.0.2.1");
    assertEquals(Duration.ZERO, attempts.wait("ann", "192.0.2.1", 0));
  }
}
