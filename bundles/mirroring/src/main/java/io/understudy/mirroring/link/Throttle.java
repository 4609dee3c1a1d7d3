package io.understudy.mirroring.link;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Keeps bytes per second within a limit that may change at any time. Who was idle may send at most
/// a tenth of a second's worth at once.
public final class Throttle {
  private static final long LONGEST_NAP = 20_000_000L;
  private static final double BURST = 0.1;

  private volatile long limit;
  private double room;
  private long filled = System.nanoTime();

  /// @param bytesPerSecond 0: as many as there are
  public void limit(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("%d bytes per second".formatted(bytesPerSecond));
    }
    limit = bytesPerSecond;
  }

  public long limit() {
    return limit;
  }

  /// Waits until these bytes may be sent. What is sent may once exceed the room, and is made up for
  /// by those who come next.
  ///
  /// @param over gives up waiting when true
  void take(int bytes, BooleanSupplier over) {
    while (!taken(bytes) && !over.getAsBoolean()) {
      LockSupport.parkNanos(nap());
    }
  }

  private synchronized boolean taken(int bytes) {
    long now = System.nanoTime();
    long rate = limit;
    double most = rate * BURST;
    room = Math.min(most, room + rate * ((now - filled) / 1e9));
    filled = now;
    if (rate == 0) {
      room = 0;
      return true;
    } else if (room <= 0 && room < most) {
      return false;
    }
    room -= bytes;
    return true;
  }

  private synchronized long nap() {
    long rate = limit;
    return rate == 0 ? 1 : Math.clamp((long) (-room / rate * 1e9), LONGEST_NAP / 100, LONGEST_NAP);
  }
}
