package io.understudy.mirroring.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether others wait for the processor or the disk (pressure stall information of the kernel).
/// Where there is none, nobody waits.
public final class Pressure {
  private static final long FRESH = Duration.ofSeconds(2).toNanos();
  private static final Pattern SOME = Pattern.compile("(?m)^some avg10=(\\d+\\.\\d+)");

  /// Percent of the last 10 s in which somebody waited.
  private static final double MUCH = 20;

  private final Path directory;
  private long looked;
  private boolean begun;
  private boolean high;

  public Pressure(Path directory) {
    this.directory = directory;
  }

  /// {@return by how much a rule's share shrinks: 1 not at all}
  ///
  /// @param priority 1 to 9
  synchronized double factor(int priority, long now) {
    if (!begun || now - looked > FRESH) {
      begun = true;
      looked = now;
      high = much("cpu") || much("io");
    }
    return !high || priority <= 5 ? 1 : priority <= 7 ? 0.5 : 0.25;
  }

  private boolean much(String what) {
    try {
      Matcher some = SOME.matcher(Files.readString(directory.resolve(what)));
      return some.find() && Double.parseDouble(some.group(1)) > MUCH;
    } catch (IOException none) {
      return false;
    }
  }
}
