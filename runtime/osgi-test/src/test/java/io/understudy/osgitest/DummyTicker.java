package io.understudy.osgitest;

import io.understudy.api.kernel.Ticker;

/// The JVM's clock in the kernel's place.
final class DummyTicker implements Ticker {
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
    return "00000000-0000-0000-0000-000000000000";
  }
}
