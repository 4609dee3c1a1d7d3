package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KernelTickerTest {
  private final KernelTicker ticker = new KernelTicker();

  @Test
  void bothClocksRunForward() {
    long raw = ticker.nanos();
    long boot = ticker.boottimeNanos();
    long start = System.nanoTime();
    while (System.nanoTime() - start < 2_000_000) {
      Thread.onSpinWait();
    }
    assertTrue(ticker.nanos() - raw >= 1_900_000);
    assertTrue(ticker.boottimeNanos() - boot >= 1_900_000);
  }

  @Test
  void aBootHasOneName() {
    assertEquals(36, ticker.bootId().length());
    assertEquals(ticker.bootId(), new KernelTicker().bootId());
  }
}
