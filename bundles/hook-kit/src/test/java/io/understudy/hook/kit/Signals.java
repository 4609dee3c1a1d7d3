package io.understudy.hook.kit;

import java.io.IOException;
import java.util.List;

/// Signals to what a test has started.
public final class Signals {
  private Signals() {}

  /// @param signal without SIG
  /// @param processes those that are gone are no error
  public static void send(String signal, List<Long> processes) throws Exception {
    for (long process : processes) {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  /// {@return what a [ProcessControl] of that home and name noted}
  public static Incarnation noted(java.nio.file.Path home, String name) throws IOException {
    return Incarnation.parse(
        java.nio.file.Files.readString(home.resolve("data/run/hook-" + name + ".pid")));
  }
}
