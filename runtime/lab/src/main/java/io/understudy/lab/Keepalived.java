package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// keepalived with nginx, for comparison: one VRRP instance on the LAN, no preemption, so that
/// nothing moves at healing that needn't.
public final class Keepalived implements Contender {
  private static final Path PROGRAM = Path.of("/usr/sbin/keepalived");

  private final Lab lab;
  private final boolean tuned;
  private final Map<Node, Process> running = new LinkedHashMap<>();

  /// @param tuned VRRPv3 with an advertisement every 0.1 s, instead of the defaults (VRRPv2, 1 s)
  public Keepalived(Lab lab, boolean tuned) {
    this.lab = lab;
    this.tuned = tuned;
  }

  @Override
  public String name() {
    return tuned ? "keepalived tuned" : "keepalived";
  }

  @Override
  public Optional<String> obstacle() {
    if (!Files.isExecutable(PROGRAM)) {
      return Optional.of("keepalived is not installed");
    }
    return Nginx.installed() ? Optional.empty() : Optional.of("nginx is not installed");
  }

  @Override
  public void start(Node node) {
    Path folder = node.home();
    if (!serving(node)) {
      node.launch(folder.resolve("nginx.log"), Nginx.command(node));
    }
    Path file = folder.resolve("keepalived.conf");
    try {
      Files.writeString(file, settings(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    running.put(
        node,
        node.launch(
            folder.resolve("keepalived.log"),
            List.of(
                PROGRAM.toString(),
                "--dont-fork",
                "--log-console",
                "--vrrp",
                "--use-file=" + file,
                "--pid=" + folder.resolve("keepalived.pid"),
                "--vrrp_pid=" + folder.resolve("vrrp.pid"))));
  }

  private static boolean serving(Node node) {
    return node.space()
        .attempt(Duration.ofSeconds(5), "ss", "-Hltn", "sport = :80")
        .output()
        .contains(":80");
  }

  private String settings(Node node) {
    return """
    global_defs { %s }
    vrrp_instance web {
      state BACKUP
      nopreempt
      interface eth0
      virtual_router_id 77
      priority %d
      %s
      virtual_ipaddress { %s/24 dev eth0 }
    }
    """
        .formatted(
            tuned ? "vrrp_version 3" : "",
            150 - 10 * node.index(),
            tuned ? "advert_int 0.1" : "advert_int 1",
            Topology.SERVICE);
  }

  @Override
  public void awaitReady(Node node, Duration patience) {
    Pause.until("nginx on " + node, patience, () -> serving(node));
    Pause.until("an owner", patience, () -> owner().isPresent());
  }

  @Override
  public Optional<Node> owner() {
    List<Node> holders = lab.nodes().stream().filter(Keepalived::holds).toList();
    return holders.size() == 1 ? Optional.of(holders.getFirst()) : Optional.empty();
  }

  private static boolean holds(Node node) {
    return node.space()
        .run("ip", "-o", "-4", "address", "show", "dev", "eth0")
        .contains(" " + Topology.SERVICE + "/");
  }

  @Override
  public long process(Node node) {
    try {
      // The VRRP child is the one that acts; its parent would only start another.
      return Long.parseLong(Files.readString(node.home().resolve("vrrp.pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// keepalived has no such order: its documentation has the owner's program stopped instead.
  @Override
  public void handover(Node to) {
    restart(lab.other(to));
  }

  @Override
  public void restart(Node node) {
    Process process = running.get(node);
    if (process == null) {
      throw new IllegalStateException("keepalived isn't running on " + node);
    }
    process.destroy();
    await(process);
    start(node);
  }

  private static void await(Process process) {
    Pause.until("the end of keepalived", Duration.ofSeconds(10), () -> !process.isAlive());
  }

  @Override
  public void close() {
    running.values().forEach(Process::destroy);
    running.values().forEach(Keepalived::await);
    running.clear();
    lab.nodes().forEach(node -> node.space().signal(LinuxCalls.SIGKILL));
  }
}
