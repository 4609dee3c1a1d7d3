package io.understudy.mirroring.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  /// Works as fast as it may for a minute, and tells which share that was.
  private static double share(double share) {
    Budget budget = new Budget();
    long now = 0;
    long used = 0;
    while (now < 60 * SECOND) {
      long slice = 3_000_000L;
      now += slice;
      used += slice;
      now += budget.charge(slice, share, now);
    }
    return (double) used / now;
  }

  @Test
  void overALongTimeAShareIsKept() {
    for (double wanted : new double[] {0.05, 0.25, 0.5}) {
      assertEquals(wanted, share(wanted), 0.02);
    }
    assertEquals(1, share(1), 0.001);
  }

  @Test
  void aShortBurstIsFree() {
    Budget budget = new Budget();
    budget.charge(0, 0.25, 0);
    assertEquals(0, budget.charge(40_000_000L, 0.25, SECOND));
    assertTrue(budget.charge(40_000_000L, 0.25, SECOND + 1) > 0);
  }

  @Test
  void underPressureLowPrioritiesGiveWay() throws IOException {
    Pressure pressure = new Pressure(folder);
    assertEquals(1, pressure.factor(9, 0));
    Files.writeString(
        folder.resolve("cpu"), "some avg10=45.50 avg60=1.00 avg300=0.10 total=12345\n");
    assertEquals(1, pressure.factor(9, SECOND), "it isn't read at each question");
    assertEquals(0.25, pressure.factor(9, 3 * SECOND));
    assertEquals(0.5, pressure.factor(6, 3 * SECOND));
    assertEquals(1, pressure.factor(5, 3 * SECOND));
  }

  @Test
  void whoUsesMoreThanItsShareIsMadeToWait() throws InterruptedException {
    long[] now = {0};
    long[] used = {0};
    Meter meter = new Meter(new Budget(), new Pressure(folder), () -> now[0], () -> used[0]);
    Meter.Share share = new Meter.Share(50, 100, 5);
    meter.begin();
    now[0] += SECOND / 1000;
    used[0] += SECOND / 1000;
    meter.breathe(() -> share);
    assertEquals(0, meter.waited() / 10_000_000);
    now[0] += SECOND / 10;
    used[0] += SECOND / 10;
    meter.breathe(() -> share);
    assertTrue(meter.waited() >= 40_000_000L, meter.waited() + " ns");
    assertEquals(SECOND / 1000 + SECOND / 10, meter.used().toNanos());
  }
}
