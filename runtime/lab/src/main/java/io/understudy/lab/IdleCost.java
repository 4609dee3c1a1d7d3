package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a node's main process costs while nothing happens.
///
/// @param cpuPerMinute seconds of CPU a minute
/// @param resident memory in MB
public record IdleCost(double cpuPerMinute, double resident) {
  /// As sysconf(3) says on every architecture that matters.
  private static final double TICKS_PER_SECOND = 100;

  /// Watches for as long as `time`.
  public static IdleCost of(long pid, Duration time) {
    long before = ticks(pid);
    long began = System.nanoTime();
    Pause.ofMillis(time.toMillis());
    double minutes = (System.nanoTime() - began) / 60e9;
    return new IdleCost((ticks(pid) - before) / TICKS_PER_SECOND / minutes, resident(pid));
  }

  private static long ticks(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static double resident(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findAny()
        .orElse(Double.NaN);
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return percent of a processor}
  public double percent() {
    return 100 * cpuPerMinute / 60;
  }

  @Override
  public String toString() {
    return "%.2f s of CPU a minute, %.0f MB resident".formatted(cpuPerMinute, resident);
  }
}
