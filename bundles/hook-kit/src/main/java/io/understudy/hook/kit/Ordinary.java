package io.understudy.hook.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How this process starts others. The node runs with real-time priority, raised nice value and
/// protected from the OOM killer: its children must not. Each has a session of its own. The JDK
/// passes no descriptors but the three.
final class Ordinary {
  private static final Path SELF = Path.of("/proc/thread-self");
  private static final List<String> PRIVATE =
      List.of("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_FDS", "LISTEN_PID");

  private Ordinary() {}

  /// {@return a builder whose process becomes the program, by one exec after the other}
  static ProcessBuilder builder(List<String> words, Map<String, String> environment)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("setsid", "chrt", "-o", "0"));
    int nice = ownNice();
    if (nice < 0) {
      line.addAll(List.of("nice", "-n", Integer.toString(-nice)));
    }
    if (Files.readString(SELF.resolve("oom_score_adj")).startsWith("-")) {
      line.addAll(List.of("choom", "-n", "0", "--"));
    }
    line.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    PRIVATE.forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return builder;
  }

  /// {@return whether there is such a program, by its path or in PATH}
  static boolean exists(String program) {
    if (program.contains("/")) {
      return isProgram(Path.of(program));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin").split(":"))
        .anyMatch(folder -> isProgram(Path.of(folder, program)));
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static int ownNice() throws IOException {
    String stat = Files.readString(SELF.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
  }
}
