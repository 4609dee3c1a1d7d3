package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the processes of a node cost, from /proc.
final class Processes {
  /// As sysconf(3) says on every architecture that matters.
  private static final double TICKS_PER_SECOND = 100;

  private Processes() {}

  /// {@return CPU seconds of the processes that live there, and of their children that ended}
  static double processor(Node node) {
    return node.space().processes().stream().mapToLong(Processes::ticks).sum() / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) {
    return read(pid, "stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
        .map(
            fields -> {
              long sum = 0;
              for (int field = 11; field <= 14; field++) {
                sum += Long.parseLong(fields[field]);
              }
              return sum;
            })
        .orElse(0L);
  }

  static double resident(Node node) {
    return node.space().processes().stream().mapToDouble(Processes::resident).sum();
  }

  static double resident(long pid) {
    return read(pid, "status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .sum();
  }

  private static Optional<String> read(long pid, String file) {
    try {
      return Optional.of(Files.readString(Path.of("/proc/" + pid + "/" + file)));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }
}
