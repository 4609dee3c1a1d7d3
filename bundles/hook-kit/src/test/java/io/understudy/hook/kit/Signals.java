package io.understudy.hook.kit;

import static org.awaitility.Awaitility.await;

import io.understudy.api.process.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Signals to what a test has started.
public final class Signals {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Signals() {}

  /// @param signal without SIG; after STOP the processes really stand still
  /// @param processes those that are gone are no error
  public static void send(String signal, List<Long> processes) throws Exception {
    for (long process : processes) {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
    if (signal.equals("STOP")) {
      // A process stops when it is scheduled next, which may be later than the sender goes on.
      await().atMost(LIMIT).until(() -> processes.stream().noneMatch(Signals::runs));
    }
  }

  private static boolean runs(long process) {
    return ProcessStat.of(process)
        .filter(ProcessStat::alive)
        .filter(stat -> stat.state() != 'T')
        .isPresent();
  }

  /// {@return what a [ProcessControl] of that home and name noted}
  public static Incarnation noted(Path home, String name) throws IOException {
    return Incarnation.parse(Files.readString(home.resolve("data/run/hook-" + name + ".pid")));
  }
}
