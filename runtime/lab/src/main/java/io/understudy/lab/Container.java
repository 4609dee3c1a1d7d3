package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A node of the lab as a machine of its own: a real systemd boots in a container whose files are
/// those of this machine, and starts Understudy as the README installs it. What is written there
/// goes with the container, but for the node's home. Its processes live in the node's network
/// namespace, so that faults and clean-up find them.
public final class Container {
  private static final Path NSPAWN = Path.of("/usr/bin/systemd-nspawn");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// `$1` is the name of its control groups, `$2` where its files are mounted, `$3` the program's
  /// folder, `$4` the node's home, `$5` the network namespace. A boot starts nothing but what this
  /// machine has in `basic.target`, and Understudy. The control groups go with the container.
  private static final String BOOT =
      """
      groups() {
        for tree in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
          if [ -w "$tree/cgroup.procs" ]; then echo "$tree"; fi
        done
      }
      for tree in $(groups); do
        mkdir -p "$tree/$1" && echo $$ >"$tree/$1/cgroup.procs"
      done
      unshare --mount sh -euc '
        mount -t tmpfs -o size=512m,mode=755 tmpfs "$2"
        mkdir "$2/upper" "$2/work" "$2/root"
        mount -t overlay -o "lowerdir=/,upperdir=$2/upper,workdir=$2/work" overlay "$2/root"
        units=$2/root/etc/systemd/system
        rm -rf "$units"/multi-user.target.wants "$units"/network-online.target.wants
        mkdir -p "$2/root/opt/understudy" "$2/root/var/lib/understudy"
        cp "$3/systemd/understudy.service" "$units"
        mkdir "$units/multi-user.target.wants"
        ln -s ../understudy.service "$units/multi-user.target.wants"
        exec systemd-nspawn --quiet --boot --register=no --keep-unit --link-journal=no \\
          --resolv-conf=off --console=read-only --machine="$1" --directory="$2/root" \\
          --network-namespace-path="$5" \\
          --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_SYS_NICE,CAP_IPC_LOCK \\
          --bind="$3:/opt/understudy" --bind="$4:/var/lib/understudy"' sh "$@" &
      machine=$!
      trap 'kill "$machine"' TERM
      wait "$machine" || wait "$machine" || true
      for tree in $(groups); do
        echo $$ >"$tree/cgroup.procs"
        while [ -d "$tree/$1" ] && ! find "$tree/$1" -depth -type d -exec rmdir {} + 2>/dev/null; do
          sleep 0.1 # the last ones are still dying
        done
      done
      """;

  private Container() {}

  /// {@return why none can be started here; empty if all is well}
  public static Optional<String> obstacle() {
    if (!Files.isExecutable(NSPAWN)) {
      return Optional.of("no %s; install systemd-container".formatted(NSPAWN));
    }
    boolean groups =
        Stream.of("systemd", "unified", "")
            .map(tree -> GROUPS.resolve(tree).resolve("cgroup.procs"))
            .anyMatch(Files::isWritable);
    return groups
        ? Optional.empty()
        : Optional.of("control groups can't be made below " + GROUPS + "; run this as root");
  }

  /// Boots the node.
  ///
  /// @param program the distribution's folder, for this node alone
  static Process boot(Node node, Path program) {
    try {
      Path files = Files.createDirectories(node.home().resolveSibling(node.name() + "-files"));
      List<String> line = new ArrayList<>(List.of("setsid"));
      line.addAll(Priority.ordinary());
      line.addAll(List.of("sh", "-euc", BOOT, "sh", node.space().name(), files.toString()));
      line.addAll(
          List.of(program.toString(), node.home().toString(), "/run/netns/" + node.space().name()));
      return new ProcessBuilder(line)
          .redirectErrorStream(true)
          .redirectOutput(
              ProcessBuilder.Redirect.appendTo(node.home().resolve("output.log").toFile()))
          .redirectInput(Path.of("/dev/null").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return what a command says inside a node that has booted}
  public static Command.Result run(Node node, String... command) {
    String init =
        node.space().processes().stream()
            .filter(Container::isInit)
            .map(String::valueOf)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(node + " has no systemd"));
    List<String> line = new ArrayList<>(List.of("nsenter", "--all", "--target", init));
    line.addAll(List.of(command));
    return Command.attempt(line, "", PATIENCE);
  }

  private static boolean isInit(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .anyMatch(line -> line.matches("NSpid:\\s+\\d+\\s+1"));
    } catch (IOException ended) {
      return false;
    }
  }
}
