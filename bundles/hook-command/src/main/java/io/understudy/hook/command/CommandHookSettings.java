package io.understudy.hook.command;

import io.understudy.api.Settings;
import io.understudy.api.Words;
import io.understudy.hook.kit.HookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The commands of one service, as configured and found good.
///
/// @param running exit codes of `status`
/// @param stopped exit codes of `status`; all others mean that it is sick
/// @param timeout for one `status`
record CommandHookSettings(
    HookSettings common,
    List<String> start,
    List<String> stop,
    Optional<List<String>> kill,
    List<String> status,
    Set<Integer> running,
    Set<Integer> stopped,
    Path directory,
    Duration timeout) {
  static final String PID = "io.understudy.hook.command";

  /// What the Linux Standard Base says of a program that isn't running.
  private static final int NOT_RUNNING = 3;

  private static final int HIGHEST = 255;

  /// @param home the node's home directory
  static CommandHookSettings of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    HookSettings common = HookSettings.of(settings, "app", Duration.ofSeconds(20));
    boolean shell = settings.flag("shell", false);
    Set<Integer> running = codes(settings, "running", 0);
    Set<Integer> stopped = codes(settings, "stopped", NOT_RUNNING);
    Set<Integer> both = new HashSet<>(running);
    both.retainAll(stopped);
    if (!both.isEmpty()) {
      throw settings.refuse("stopped", both + " is in running too", "say one thing by one code");
    }
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
    if (timeout.compareTo(common.patience()) > 0) {
      throw settings.refuse(
          "timeout",
          "is longer than patience (" + Settings.words(common.patience()) + ")",
          "make one status shorter than a whole start");
    }
    return new CommandHookSettings(
        common,
        command(settings, "start", shell),
        command(settings, "stop", shell),
        settings.text("kill").map(_ -> command(settings, "kill", shell)),
        command(settings, "status", shell),
        running,
        stopped,
        home.resolve(settings.value("directory", Path::of, home)).normalize(),
        timeout);
  }

  private static List<String> command(Settings settings, String key, boolean shell) {
    return settings.required(
        key,
        "/usr/local/sbin/app " + key,
        text -> shell ? List.of("/bin/sh", "-c", text) : words(text));
  }

  /// Without a shell these would silently be arguments.
  private static List<String> words(String text) {
    List<String> words = Words.of(text);
    for (String one : words) {
      if (Set.of("|", "||", "&", "&&", ";", ">", "<", ">>").contains(one)) {
        throw new IllegalArgumentException(
            one + " needs a shell: set `shell = on`, or put the line into a script");
      }
    }
    return words;
  }

  private static Set<Integer> codes(Settings settings, String key, int otherwise) {
    List<Integer> codes = settings.list(key, CommandHookSettings::code);
    return codes.isEmpty() ? Set.of(otherwise) : Set.copyOf(codes);
  }

  private static int code(String text) {
    try {
      int code = Integer.parseInt(text);
      if (code >= 0 && code <= HIGHEST) {
        return code;
      }
    } catch (NumberFormatException said) {
      // the refusal below says it better
    }
    throw new IllegalArgumentException("write exit codes, 0 to 255, separated by commas");
  }
}
