package io.understudy.api.kernel;

/// Time.
public interface Ticker {
  /// {@return CLOCK_MONOTONIC_RAW in nanoseconds: never slewed, never set}
  long nanos();

  /// {@return CLOCK_BOOTTIME in nanoseconds: goes on while the machine is suspended}
  long boottimeNanos();

  /// {@return the kernel's random name of this boot}
  String bootId();
}
