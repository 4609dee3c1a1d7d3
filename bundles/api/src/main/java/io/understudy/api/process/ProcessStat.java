package io.understudy.api.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What proc(5) says of one process in its `stat`.
///
/// @param state a letter, like R, S, T or Z
/// @param start clock ticks between boot and its start
public record ProcessStat(long pid, char state, long group, long session, int threads, long start) {
  private static final Path PROC = Path.of("/proc");

  /// {@return the process of that number, a zombie included; empty if there is none}
  public static Optional<ProcessStat> of(long pid) {
    try {
      String text = Files.readString(PROC.resolve(pid + "/stat"));
      // The name before may have blanks and brackets. First is field 3, the state.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new ProcessStat(
              pid,
              fields[0].charAt(0),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              Integer.parseInt(fields[17]),
              Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /// {@return all that live just now}
  ///
  /// @throws IllegalStateException if /proc can't be read
  public static List<ProcessStat> living() {
    try (Stream<Path> all = Files.list(PROC)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .flatMap(name -> of(Long.parseLong(name)).stream())
          .filter(ProcessStat::alive)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("can't read /proc", e);
    }
  }

  /// {@return whether anything of it still runs} A process of several threads is called a zombie as
  /// soon as its first one has ended; until the last one has, its files and ports are open.
  public boolean alive() {
    return state != 'X' && (state != 'Z' || threads > 1);
  }
}
