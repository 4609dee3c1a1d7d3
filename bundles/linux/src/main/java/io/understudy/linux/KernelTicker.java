package io.understudy.linux;

import io.understudy.api.kernel.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The kernel's clocks, read without a system call where the kernel offers that (vDSO).
@Component(immediate = true)
public final class KernelTicker implements Ticker {
  private static final int CLOCK_MONOTONIC_RAW = 4;
  private static final int CLOCK_BOOTTIME = 7;

  private final String bootId;

  @Activate
  public KernelTicker() {
    try {
      bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("no boot id; is /proc mounted?", e);
    }
  }

  @Override
  public long nanos() {
    return read(CLOCK_MONOTONIC_RAW);
  }

  @Override
  public long boottimeNanos() {
    return read(CLOCK_BOOTTIME);
  }

  @Override
  public String bootId() {
    return bootId;
  }

  private static long read(int clock) {
    long[] timespec = new long[2];
    Libc.clock(clock, MemorySegment.ofArray(timespec));
    return timespec[0] * 1_000_000_000L + timespec[1];
  }
}
