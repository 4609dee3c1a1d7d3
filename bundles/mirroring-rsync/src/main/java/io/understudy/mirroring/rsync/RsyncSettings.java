package io.understudy.mirroring.rsync;

import io.understudy.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// How this node runs rsync.
///
/// @param program rsync itself; need not be there
/// @param names how many files one run of it carries at most
record RsyncSettings(Path program, int names) {
  static final String PID = "io.understudy.mirroring.rsync";
  static final int FEWEST = 10;
  static final int MOST = 4000;

  static RsyncSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    return new RsyncSettings(
        settings.value("program", RsyncSettings::absolute, Path.of("/usr/bin/rsync")),
        settings.number("names", 1000, FEWEST, MOST));
  }

  private static Path absolute(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("give its full path, like /usr/bin/rsync");
    }
    return Path.of(text);
  }

  boolean installed() {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }
}
