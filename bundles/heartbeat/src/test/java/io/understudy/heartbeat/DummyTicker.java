package io.understudy.heartbeat;

import io.understudy.api.kernel.Ticker;

/// The JDK's clock.
public final class DummyTicker implements Ticker {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long boottimeNanos() {
    return System.nanoTime();
  }

  @Override
  public String bootId() {
    return "dummy";
  }
}
