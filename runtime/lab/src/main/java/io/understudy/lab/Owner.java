package io.understudy.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The process that made something: its pid and when it began (clock ticks since boot), so that a
/// later process with the same pid isn't taken for it. Part of every name the lab gives.
record Owner(long pid, long began) {
  private static final Pattern IN_NAME = Pattern.compile("us[a-z]*-(\\d+)-(\\d+)-.*");

  static Owner self() {
    long pid = ProcessHandle.current().pid();
    return new Owner(
        pid, began(pid).orElseThrow(() -> new IllegalStateException("no /proc/" + pid + "/stat")));
  }

  /// {@return who made the thing with this name; empty if the lab didn't}
  static Optional<Owner> in(String name) {
    Matcher form = IN_NAME.matcher(name);
    return form.matches()
        ? Optional.of(new Owner(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  String name(String kind, String rest) {
    return "us%s-%d-%d-%s".formatted(kind, pid, began, rest);
  }

  boolean alive() {
    OptionalLong now = began(pid);
    return now.isPresent() && now.getAsLong() == began;
  }

  private static OptionalLong began(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // Fields are counted after the command's name, which may hold blanks; proc(5).
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return OptionalLong.of(Long.parseLong(fields[19]));
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }
}
