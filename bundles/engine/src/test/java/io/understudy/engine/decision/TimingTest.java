package io.understudy.engine.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {
  private static Timing timing(int beat, int burst, int lease, int verdict) {
    return new Timing(
        "test",
        Duration.ofMillis(beat),
        Duration.ofMillis(burst),
        Duration.ofMillis(lease),
        Duration.ofMillis(verdict),
        Duration.ofSeconds(6),
        Duration.ofMillis(15),
        Duration.ofSeconds(60));
  }

  private static String refusal(int beat, int burst, int lease, int verdict) {
    return assertThrows(IllegalArgumentException.class, () -> timing(beat, burst, lease, verdict))
        .getMessage();
  }

  @Test
  void theDefaultProfileWaitsAsDesigned() {
    assertEquals(Duration.ofMillis(257), Timing.DEFAULT.claimWait());
    assertEquals(Duration.ofMillis(167), Timing.DEFAULT.announcement());
  }

  @Test
  void ticketAndHoldNeverExceedTheLease() {
    for (Timing timing : List.of(Timing.DEFAULT, Timing.FAST, Timing.WAN)) {
      assertEquals(timing.lease(), whole(timing, Lease.Kind.GRANT));
      assertEquals(timing.verdict(), whole(timing, Lease.Kind.VERDICT));
      assertEquals(timing.pause(), whole(timing, Lease.Kind.PAUSE));
    }
  }

  private static Duration whole(Timing timing, Lease.Kind kind) {
    return timing.span(kind).ticket().plus(timing.span(kind).hold());
  }

  @Test
  void whatBreaksTheArithmeticIsNamed() {
    assertTrue(refusal(25, 30, 220, 120).contains("burst = 30 ms must be shorter than beat"));
    assertTrue(refusal(25, 10, 100, 90).contains("lease = 100 ms must be at least"));
    assertTrue(refusal(25, 10, 220, 220).contains("verdictLease = 220 ms must be shorter"));
    assertTrue(refusal(25, 10, 220, 50).contains("verdictLease = 50 ms must be at least"));
  }
}
