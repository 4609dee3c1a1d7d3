package io.understudy.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What the nodes' power cords are plugged into: it switches them by [Faults#powerLoss], on the
/// word of a fence agent, which is a script that talks to this JVM by pipes.
///
/// It serves one request after the other, a moment after it was asked, and hangs up on an agent
/// that is gone by then: of two nodes that cut each other's power the first one wins.
public final class PowerStrip implements AutoCloseable {
  /// How it answers.
  public enum Mode {
    WORKS,
    /// It takes requests, does nothing and never answers.
    HANGS,
    /// It works, and its agent writes nonsense.
    RUBBISH,
    /// It says yes to `off`, `on` and `reboot` and does nothing; its status is true.
    LIES,
    /// It can't be reached.
    DEAD
  }

  private static final Duration REACTION = Duration.ofMillis(50);
  private static final int NONSENSE = 100_000;
  private static final String SCRIPT =
      """
      #!/bin/sh
      # Fence agent of the lab's power strip.
      action=reboot plug='' nodename='' password=''
      while IFS= read -r line; do
        case $line in
          action=*) action=${line#*=};;
          plug=*|port=*) plug=${line#*=};;
          nodename=*) nodename=${line#*=};;
          password=*) password=${line#*=};;
        esac
      done
      if [ "$action" = metadata ]; then
        cat <<'END'
      <?xml version="1.0" ?>
      <resource-agent name="fence_lab" shortdesc="Fence agent for the lab's power strip">
      <parameters>
        <parameter name="action" required="1">
          <content type="string" default="off"/><shortdesc lang="en">Fencing action</shortdesc>
        </parameter>
        <parameter name="plug" required="0">
          <content type="string"/><shortdesc lang="en">The node whose cord it is</shortdesc>
        </parameter>
        <parameter name="password" required="1">
          <content type="string"/><shortdesc lang="en">The strip's password</shortdesc>
        </parameter>
      </parameters>
      <actions>
        <action name="off"/><action name="on"/><action name="reboot"/><action name="status"/>
        <action name="monitor"/><action name="metadata"/>
      </actions>
      </resource-agent>
      END
        exit 0
      fi
      [ "$password" = "$(cat %1$s/password)" ] || { echo 'wrong password' >&2; exit 1; }
      answer=%1$s/answer.$$
      mkfifo -m 600 "$answer" || exit 1
      trap 'rm -f "$answer"' EXIT
      exec 3<>"$answer"
      [ -p %1$s/requests ] || { echo 'the lab is gone' >&2; exit 1; }
      echo "$$ $action ${plug:-$nodename}" >%1$s/requests
      read -r code nonsense words <&3
      [ "$nonsense" = 0 ] || head -c "$nonsense" /dev/urandom | tee /dev/stderr
      [ "$code" = 0 ] || echo "$words" >&2
      exit "$code"
      """;

  private record Answer(int code, String words) {}

  private final Lab lab;
  private final Path folder;
  private final String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(12));
  private final RandomAccessFile requests;
  private final Map<Node, Fault> cuts = new HashMap<>();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private volatile Mode mode = Mode.WORKS;
  private volatile Consumer<Node> whenOn = node -> {};

  private PowerStrip(Lab lab) throws IOException {
    this.lab = lab;
    this.folder = Files.createTempDirectory(lab.scratch(), "strip");
    Files.writeString(agent(), SCRIPT.formatted(folder));
    Files.setPosixFilePermissions(agent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("password"), password);
    Command.run("mkfifo", "-m", "600", folder.resolve("requests").toString());
    // Opened both ways a pipe neither waits for the other end nor ends with it.
    this.requests = new RandomAccessFile(folder.resolve("requests").toFile(), "rw");
    Thread.ofPlatform().daemon().name("power strip").start(this::serve);
  }

  public static PowerStrip open(Lab lab) {
    try {
      return new PowerStrip(lab);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return the fence agent; it takes `plug` or `nodename`, the victim's name}
  public Path agent() {
    return folder.resolve("fence_lab");
  }

  /// Lets a node fence the other one by this strip. The node has to be prepared.
  public void serve(NodeConfig config, Node victim) {
    String pid = "io.understudy.fencing.agent-" + victim.name();
    Path secret = config.directory().resolve("strip.password");
    try {
      Files.deleteIfExists(secret);
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, password + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    config
        .set(pid, "name", "strip-" + victim.name())
        .set(pid, "node", victim.name())
        .set(pid, "agent", agent().toString())
        .set(pid, "passwordFile", secret.toString())
        .save(pid);
  }

  /// {@return what its agent reads to do something}
  String request(String action, String plug) {
    return "action=%s\nplug=%s\npassword=%s\n".formatted(action, plug, password);
  }

  public void mode(Mode next) {
    mode = next;
  }

  /// What is done once a node has power again; without it no program starts there.
  public void whenOn(Consumer<Node> action) {
    whenOn = action;
  }

  /// {@return what it did or was asked, like `off b`, the oldest first}
  public List<String> served() {
    return List.copyOf(served);
  }

  public synchronized void off(Node node) {
    if (node.powered()) {
      cuts.put(node, lab.faults().powerLoss(node));
    }
  }

  /// Undoes an [#off]; a power loss of another cause stays.
  public synchronized void on(Node node) {
    Fault cut = cuts.remove(node);
    if (cut != null && !node.powered()) {
      cut.heal();
      whenOn.accept(node);
    }
  }

  private void serve() {
    try {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] words = line.split(" ", 3);
        if (words.length < 3) {
          return; // closed
        }
        Pause.ofMillis(REACTION.toMillis());
        serve(Long.parseLong(words[0]), words[1], words[2]);
      }
    } catch (IOException closed) {
      // The agents hear nothing any more, as from a strip that was unplugged.
    }
  }

  private void serve(long asker, String action, String plug) throws IOException {
    if (!alive(asker)) {
      return;
    }
    served.add(action + " " + plug);
    Mode now = mode;
    if (now == Mode.HANGS) {
      return;
    }
    Answer answer =
        now == Mode.DEAD ? new Answer(1, "Unable to connect to the strip") : act(action, plug, now);
    Path pipe = folder.resolve("answer." + asker);
    if (Files.exists(pipe)) {
      try (RandomAccessFile out = new RandomAccessFile(pipe.toFile(), "rw")) {
        int nonsense = now == Mode.RUBBISH ? NONSENSE : 0;
        out.write(
            "%d %d %s\n"
                .formatted(answer.code(), nonsense, answer.words())
                .getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /// A process that was killed may remain as a zombie.
  private static boolean alive(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
    } catch (IOException gone) {
      return false;
    }
  }

  private Answer act(String action, String plug, Mode now) {
    if (action.equals("monitor")) {
      return new Answer(0, "");
    }
    var found = lab.nodes().stream().filter(node -> node.name().equals(plug)).findAny();
    if (found.isEmpty()) {
      return new Answer(1, "no plug '" + plug + "'");
    }
    Node node = found.get();
    boolean acts = now != Mode.LIES;
    return switch (action) {
      case "status" -> new Answer(node.powered() ? 0 : 2, node.powered() ? "on" : "off");
      case "off", "on", "reboot" -> {
        if (acts && !action.equals("on")) {
          off(node);
        }
        if (acts && !action.equals("off")) {
          on(node);
        }
        yield new Answer(0, "");
      }
      default -> new Answer(1, "no action '" + action + "'");
    };
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder.resolve("requests"));
      requests.write("\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
