package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// OpenSSH's `sshd` on every node, and the logins between them by which one node puts another into
/// standby, set up as the README of bundles/fencing says.
public final class RemoteStandby implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// bash reads the account's start-up file before a forced command too; here it is empty. What a
  /// login does is cut off in the middle now and then, and that mustn't leave anything of this
  /// machine's account half done.
  private static final String SERVE =
      """
      [ ! -e ~/.bashrc ] || mount --bind /dev/null ~/.bashrc
      exec /usr/sbin/sshd -D -e -f "$0"
      """;

  private final Lab lab;
  private final Understudy understudy;
  private final Map<Node, Process> daemons = new LinkedHashMap<>();

  private RemoteStandby(Lab lab, Understudy understudy) {
    this.lab = lab;
    this.understudy = understudy;
  }

  /// Starts the daemons, exchanges keys and pins host keys. The nodes have to be prepared.
  public static RemoteStandby open(Lab lab, Understudy understudy) {
    RemoteStandby made = new RemoteStandby(lab, understudy);
    try {
      Files.createDirectories(Path.of("/run/sshd"));
      lab.nodes().forEach(made::configure);
      lab.nodes().forEach(made::serve);
      for (Node node : lab.nodes()) {
        Path line = node.home().resolve("fencing.line");
        Files.writeString(line, made.line(node));
        made.setUp(
            lab.other(node),
            "--peer-key",
            line.toString(),
            "--authorized-keys",
            made.folder(lab.other(node)).resolve("authorized_keys").toString());
      }
      lab.nodes().forEach(node -> made.setUp(node, "--trust"));
      return made;
    } catch (IOException e) {
      made.close();
      throw new UncheckedIOException(e);
    }
  }

  /// {@return the addresses at which a node can be logged in to: LAN, then crossover cables}
  public List<String> addresses(Node node) {
    return Stream.concat(
            Stream.of(node.address()),
            node.cables().stream().map(cable -> cable.address(node.index())))
        .toList();
  }

  /// {@return where the keys of a node's sshd are}
  public Path folder(Node node) {
    return node.home().resolve("sshd");
  }

  private void configure(Node node) {
    Node victim = lab.other(node);
    NodeConfig config = understudy.config(node);
    String pid = "io.understudy.fencing.ssh-" + victim.name();
    config.set(pid, "name", "login-" + victim.name()).set(pid, "node", victim.name());
    config.set(pid, "addresses", String.join(", ", addresses(victim)));
    config.save(pid);
  }

  /// Starts the node's sshd, again after a power loss too.
  public void serve(Node node) {
    Path folder = folder(node);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(folder.resolve("host"))) {
        Command.run(
            "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.resolve("host").toString());
      }
      Files.writeString(
          folder.resolve("config"),
          """
          ListenAddress 0.0.0.0
          HostKey %1$s/host
          AuthorizedKeysFile %1$s/authorized_keys
          PidFile none
          UsePAM no
          StrictModes no
          PermitRootLogin forced-commands-only
          """
              .formatted(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stop(node);
    daemons.put(
        node,
        node.launch(
            folder.resolve("log"),
            List.of("sh", "-c", SERVE, folder.resolve("config").toString())));
    Pause.until(
        "sshd on " + node,
        PATIENCE,
        () -> node.space().run("ss", "-ltn", "sport", "=", ":22").contains(":22"));
  }

  /// Ends the node's sshd.
  public void stop(Node node) {
    Process running = daemons.remove(node);
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly().onExit().join();
    }
  }

  private String line(Node node) {
    return Stream.of(
            node.space()
                .attempt(PATIENCE, command(node, "fencing-setup").toArray(String[]::new))
                .output()
                .split("\n"))
        .filter(line -> line.startsWith("restrict"))
        .collect(Collectors.joining());
  }

  private void setUp(Node node, String... words) {
    List<String> line = command(node, "fencing-setup");
    line.addAll(List.of(words));
    Command.Result result = node.space().attempt(PATIENCE, line.toArray(String[]::new));
    if (List.of(words).contains("--trust") && result.status() != 0) {
      throw new IllegalStateException(node + " can't log in: " + result);
    }
  }

  private List<String> command(Node node, String word) {
    return new ArrayList<>(
        List.of(understudy.program(node).script(), word, "--home", node.home().toString()));
  }

  /// Logs in from one node to the other at one of its addresses with the node's own key, as the
  /// fence does.
  ///
  /// @param command what is asked of the forced command
  public Command.Result login(Node from, String address, String command) {
    Path fencing = from.home().resolve("data/fencing");
    return from.space()
        .attempt(
            PATIENCE,
            "ssh",
            "-F",
            "none",
            "-i",
            fencing.resolve("id").toString(),
            "-o",
            "UserKnownHostsFile=" + fencing.resolve("known_hosts"),
            "-o",
            "BatchMode=yes",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "ConnectTimeout=3",
            "root@" + address,
            command);
  }

  @Override
  public void close() {
    List.copyOf(daemons.keySet()).forEach(this::stop);
  }
}
