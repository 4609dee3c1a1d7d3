package io.understudy.arbitration;

import io.understudy.api.kernel.Ticker;
import java.time.Duration;

/// A clock that is moved by hand.
final class HandTicker implements Ticker {
  private volatile long nanos = System.nanoTime();

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long boottimeNanos() {
    return nanos;
  }

  @Override
  public String bootId() {
    return "hand";
  }
}
