package io.understudy.alarms;

import io.understudy.api.Settings;
import io.understudy.api.Words;
import io.understudy.api.process.Session;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a program, without a shell, with the message in its environment.
///
/// @param words the program and its arguments
record CommandSender(AlarmSettings common, List<String> words) implements Lane.Sender {
  static final String PID = "io.understudy.alarm.command";

  /// @throws Settings.Refused naming file, key, value and what would be right
  static CommandSender of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    return new CommandSender(
        AlarmSettings.of(settings),
        settings.required("command", "/usr/local/sbin/alarm --all", CommandSender::program));
  }

  private static List<String> program(String line) {
    List<String> words = Words.of(line);
    Path program = Path.of(words.getFirst());
    if (!program.isAbsolute() || !Files.isExecutable(program)) {
      throw new IllegalArgumentException("begin with the full path of a program that can be run");
    }
    return words;
  }

  @Override
  public void send(Message message) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .redirectInput(new File("/dev/null"));
    message
        .json()
        .forEach(
            (key, value) ->
                builder
                    .environment()
                    .put("UNDERSTUDY_ALARM_" + key.toUpperCase(Locale.ROOT), value.toString()));
    Process process = builder.start();
    try {
      if (!process.waitFor(common.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s didn't end within %s"
                .formatted(words.getFirst(), Settings.words(common.timeout())));
      }
    } finally {
      if (process.isAlive()) {
        Session.end(process);
      }
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with exit code %d".formatted(words.getFirst(), process.exitValue()));
    }
  }
}
