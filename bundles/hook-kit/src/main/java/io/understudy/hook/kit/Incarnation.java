package io.understudy.hook.kit;

import io.understudy.api.process.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One process and no other, even if its number is used again: its start and this boot belong to
/// it. It leads a session and a process group of its own.
///
/// @param start clock ticks between boot and its start (proc(5), stat, field 22)
public record Incarnation(long pid, long start, String boot) {
  private static final Path PROC = Path.of("/proc");

  /// {@return the process of that number, if there is one just now}
  public static Optional<Incarnation> of(long pid) {
    return ProcessStat.of(pid)
        .filter(ProcessStat::alive)
        .map(stat -> new Incarnation(pid, stat.start(), present()));
  }

  /// Reads what [#toString] writes.
  public static Incarnation parse(String line) {
    String[] words = line.strip().split(" ");
    return new Incarnation(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
  }

  boolean ofThisBoot() {
    return boot.equals(present());
  }

  public boolean alive() {
    return ofThisBoot()
        && ProcessStat.of(pid).filter(ProcessStat::alive).filter(this::is).isPresent();
  }

  /// {@return whether somebody halted it, by SIGSTOP or a terminal}
  boolean suspended() {
    return ofThisBoot()
        && ProcessStat.of(pid).filter(stat -> stat.state() == 'T').filter(this::is).isPresent();
  }

  /// {@return the living processes of its group, itself included}
  public List<Long> members() {
    if (!ofThisBoot() || ProcessStat.of(pid).filter(stat -> !is(stat)).isPresent()) {
      return List.of();
    }
    return ProcessStat.living().stream()
        .filter(stat -> stat.group() == pid)
        .map(ProcessStat::pid)
        .toList();
  }

  private boolean is(ProcessStat stat) {
    return stat.start() == start;
  }

  private static String present() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new IllegalStateException("can't read /proc", e);
    }
  }

  @Override
  public String toString() {
    return pid + " " + start + " " + boot;
  }
}
