package io.understudy.fencing.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An agent made of a few lines of shell, which notes what it heard. Its device is the file `power`
/// beside it.
record Script(Path program) {
  /// What an honest agent does.
  static final Map<String, String> HONEST =
      Map.of(
          "off", "echo off >power",
          "on", "echo on >power",
          "reboot", "echo on >power",
          "status", "[ \"$(cat power)\" = on ] || exit 2",
          "monitor", "exit 0");

  static Script of(Path folder, Map<String, String> actions) throws IOException {
    StringBuilder cases = new StringBuilder();
    actions.forEach((action, body) -> cases.append("  %s)\n%s\n;;\n".formatted(action, body)));
    // Each fence asks for it in the background: that doesn't touch what a test looks at.
    String silent = actions.containsKey("metadata") ? "" : "[ \"$action\" != metadata ] || exit 1";
    Path program = folder.resolve("fence_script");
    Files.writeString(folder.resolve("power"), "on\n");
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd '%s'
        action='' password=''
        while IFS= read -r line; do
          printf '%%s\\n' "$line" >>heard
          case $line in
            action=*) action=${line#*=};;
            password=*) password=${line#*=};;
          esac
        done
        tr '\\0' ' ' </proc/$$/cmdline >>line
        %s
        env >environment
        case $action in
        %s
          *) exit 1;;
        esac
        """
            .formatted(folder, silent, cases));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Script(program);
  }

  /// {@return an honest agent, but for one action}
  static Script but(Path folder, String action, String body) throws IOException {
    Map<String, String> actions = new HashMap<>(HONEST);
    actions.put(action, body);
    return of(folder, actions);
  }

  Path file(String name) {
    return program.resolveSibling(name);
  }

  /// {@return all lines that it was told}
  List<String> heard() throws IOException {
    return Files.readAllLines(file("heard"));
  }

  String power() throws IOException {
    return Files.readString(file("power")).strip();
  }

  /// {@return settings of a fence that uses it}
  Map<String, Object> settings(String... more) {
    Map<String, Object> values = new HashMap<>();
    values.put("name", "strip");
    values.put("node", "b");
    values.put("agent", program.toString());
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }
}
