package io.understudy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Client and witness watch from the same machine on which nodes are put under load: what they
/// measure must be the nodes' delays, not their own.
public final class Priority {
  private static final int OBSERVER = -15;

  private Priority() {}

  /// Raises every thread of this process; those that they start inherit it.
  public static void raise() {
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      List<String> line = new ArrayList<>(List.of("renice", "-n", "" + OBSERVER, "-p"));
      tasks.forEach(task -> line.add(task.getFileName().toString()));
      Command.attempt(line.toArray(String[]::new));
    } catch (IOException noSuchLuck) {
      // Then it measures from an ordinary priority.
    }
  }

  /// {@return what brings a child of this thread back to ordinary priority, before its command}
  static List<String> ordinary() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    int nice = Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    return nice == 0 ? List.of() : List.of("nice", "-n", Integer.toString(-nice));
  }
}
