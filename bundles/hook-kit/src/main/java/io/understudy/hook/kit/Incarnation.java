package io.understudy.hook.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One process and no other, even if its number is used again: its start and this boot belong to
/// it. It leads a session and a process group of its own.
///
/// @param start clock ticks between boot and its start (proc(5), stat, field 22)
public record Incarnation(long pid, long start, String boot) {
  private static final Path PROC = Path.of("/proc");

  /// What proc(5) says of one process.
  private record Stat(long pid, char state, long group, int threads, long start) {
    static Optional<Stat> of(long pid) {
      try {
        String text = Files.readString(PROC.resolve(pid + "/stat"));
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return Optional.of(
            new Stat(
                pid,
                fields[0].charAt(0),
                Long.parseLong(fields[2]),
                Integer.parseInt(fields[17]),
                Long.parseLong(fields[19])));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }

    /// A process of several threads is called a zombie as soon as its first one has ended; until
    /// the last one has, its files and ports are open.
    boolean alive() {
      return state != 'X' && (state != 'Z' || threads > 1);
    }
  }

  /// {@return the process of that number, if there is one just now}
  public static Optional<Incarnation> of(long pid) {
    return Stat.of(pid)
        .filter(Stat::alive)
        .map(stat -> new Incarnation(pid, stat.start, present()));
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
    return ofThisBoot() && Stat.of(pid).filter(Stat::alive).filter(this::is).isPresent();
  }

  /// {@return whether somebody halted it, by SIGSTOP or a terminal}
  boolean suspended() {
    return ofThisBoot()
        && Stat.of(pid).filter(stat -> stat.state == 'T').filter(this::is).isPresent();
  }

  /// {@return the living processes of its group, itself included}
  public List<Long> members() {
    if (!ofThisBoot() || Stat.of(pid).filter(stat -> !is(stat)).isPresent()) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(PROC)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .flatMap(name -> Stat.of(Long.parseLong(name)).stream())
          .filter(stat -> stat.group() == pid && stat.alive())
          .map(Stat::pid)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("can't read /proc", e);
    }
  }

  private boolean is(Stat stat) {
    return stat.start == start;
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
