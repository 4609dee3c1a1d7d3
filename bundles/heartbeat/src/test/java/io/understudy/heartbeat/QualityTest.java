package io.understudy.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QualityTest {
  private static final long MS = 1_000_000;
  private static final long OWN = 77;

  private final Quality quality = new Quality();
  private final Sequences sequences = new Sequences();
  private long now = 50 * MS;

  @Test
  void everyFourthBeatLostIsAQuarter() {
    for (int n = 1; n <= 400; n++) {
      if (n % 4 != 0) {
        arrive(n, 0);
      }
      now += 25 * MS;
    }
    assertEquals(0.25, quality.summary(now).loss(), 0.011);
    assertTrue(quality.summary(now).alive());
  }

  @Test
  void silenceIsLoss() {
    for (int n = 1; n <= 200; n++) {
      arrive(n, 0);
      now += 25 * MS;
    }
    assertEquals(0, quality.summary(now).loss());
    assertEquals(0.28, quality.summary(now + 1000 * MS).loss(), 0.02);
    assertEquals(1, quality.summary(now + 3000 * MS).loss());
    assertFalse(quality.summary(now + 3000 * MS).alive());
  }

  @Test
  void latencyIsHalfTheRoundTripWithoutTheTimeAtThePeer() {
    for (int n = 1; n <= 10; n++) {
      now += 25 * MS;
      arrive(n, 2 * MS);
    }
    assertEquals(Duration.ofMillis(2), quality.summary(now).latency());
  }

  @Test
  void jitterFollowsRfc3550() {
    for (int n = 1; n <= 400; n++) {
      now += 25 * MS;
      arrive(n, n % 2 == 0 ? 4 * MS : 0);
    }
    assertEquals(4, quality.summary(now).jitter().toNanos() / 1e6, 0.01);
  }

  /// @param delay on top of 2 ms one way; the echo was held for 10 ms
  private void arrive(long sequence, long delay) {
    long stamp = now;
    long arrival = now + delay;
    Frame.Echo echo = new Frame.Echo(OWN, arrival - 14 * MS, 10_000);
    sequences.accept(sequence);
    quality.arrived(
        new Frame(
            new PathId("lan"), new NodeId("a"), 5, sequence, stamp, echo, ByteBuffer.allocate(0)),
        OWN,
        sequences,
        arrival);
  }
}
