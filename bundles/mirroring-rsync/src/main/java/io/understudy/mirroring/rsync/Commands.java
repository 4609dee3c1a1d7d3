package io.understudy.mirroring.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How rsync is called on either side. It gets a session of its own, so that it can be killed with
/// all that it forked, and neither the node's real-time priority nor its better nice value.
final class Commands {
  /// Where rsync makes its files before they take their places: below the copy's root, and of a
  /// name that says so.
  static final String DRAFTS = ".understudy~rsync";

  /// Starts the lines of rsync's own report, so that nothing else is taken for one.
  static final String REPORT = "::";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "LANG", "C", "HOME", "/");
  private static final List<Path> PLACES = List.of(Path.of("/usr/bin"), Path.of("/bin"));

  /// Moves the transport to 3 and 4, where the client doesn't touch it, and the report to the
  /// errors.
  private static final String CLIENT = "exec 3<&0 4>&1 </dev/null >&2; exec \"$@\"";

  /// What the client takes for a remote shell: its bytes go to and come from this process. Like a
  /// real one it ends when the other end is gone; a client that fails waits for that.
  private static final String TRANSPORT =
      "sh -c \"exec 5<&0 2>/dev/null; cat <&5 >&4 3<&- 4>&- 5<&- & "
          + "cat <&3 3<&- 4>&- 5<&-; kill $!\"";

  private final Path program;

  Commands(Path program) {
    this.program = program;
  }

  /// How one run compares.
  ///
  /// @param always carry each named file, also if size and time are the same: it has changed
  /// @param contents read and compare contents
  /// @param sparse make holes
  /// @param durable bring each file to the disk before it takes its place
  record Mode(boolean always, boolean contents, boolean sparse, boolean durable) {}

  /// @param names what to carry, each ended by NUL
  /// @param top those names of the root's entries that are on the way, as patterns ended by NUL
  Process client(Path root, Path names, Path top, Mode mode) throws IOException {
    List<String> command = prefix();
    command.addAll(List.of("sh", "-c", CLIENT, "sh", program.toString()));
    command.addAll(List.of("-lptgoDHAXR", "--dirs", "--numeric-ids", "--modify-window=-1"));
    if (mode.always()) {
      command.add("--ignore-times");
    }
    if (mode.contents()) {
      command.add("--checksum");
    }
    if (mode.sparse()) {
      command.add("--sparse");
    }
    command.addAll(
        List.of(
            "--from0",
            "--files-from=" + names,
            // The root stands for all that is in it; only what is on the way is meant.
            "--include-from=" + top,
            "--exclude=/*",
            "--out-format=" + REPORT + "%i %l %n",
            "-e",
            TRANSPORT,
            "./",
            "standby:."));
    return start(command, root);
  }

  /// A daemon that speaks on its standard input and output.
  Process server(Path root, Path configuration) throws IOException {
    List<String> command = prefix();
    command.addAll(
        List.of(program.toString(), "--server", "--daemon", "--config=" + configuration, "."));
    return start(command, root);
  }

  /// What the standby lets its own rsync be told; the same as what the client would say.
  static List<String> arguments(Mode mode) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server");
    arguments.add(
        "-ldHogDtpAX%s%sR%se.LsfxCIvu"
            .formatted(
                mode.contents() ? "c" : "", mode.always() ? "I" : "", mode.sparse() ? "S" : ""));
    arguments.addAll(List.of("--log-format=%i", "-@-1", "--numeric-ids", "--temp-dir", DRAFTS));
    if (mode.durable()) {
      arguments.add("--fsync");
    }
    arguments.addAll(List.of(".", "."));
    return arguments;
  }

  private static List<String> prefix() {
    List<String> prefix = new ArrayList<>(List.of("setsid"));
    if (PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve("chrt")))) {
      prefix.addAll(List.of("chrt", "-o", "0"));
    }
    prefix.addAll(List.of("nice", "-n", "5"));
    return prefix;
  }

  private static Process start(List<String> command, Path directory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    return builder.start();
  }
}
