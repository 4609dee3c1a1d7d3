package io.understudy.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What lies between the machines, in a namespace of its own: the LAN's bridge, with one port per
/// machine named like it, and the crossover cables, each a bridge of two ports. All network faults
/// happen here, so that the nodes' own namespaces hold nothing of the lab's.
final class Switch implements AutoCloseable {
  static final String LAN = "lan";

  private final Namespace space;
  private final Map<Object, List<String>> drops = new LinkedHashMap<>();

  Switch(Topology topology) {
    space = Namespace.create("sw");
    bridge(LAN);
    topology.cables().forEach(cable -> bridge(cable.bridge()));
    drop();
  }

  private void bridge(String name) {
    space.run("ip", "link", "add", name, "type", "bridge", "mcast_snooping", "0");
    space.run("sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
    space.run("ip", "link", "set", name, "up");
  }

  Namespace space() {
    return space;
  }

  /// Joins a machine to a bridge.
  ///
  /// @param link the interface's name in the machine
  void plug(String bridge, String port, Namespace machine, String link) {
    space.run(
        "ip",
        "link",
        "add",
        "name",
        port,
        "type",
        "veth",
        "peer",
        "name",
        link,
        "netns",
        machine.name());
    space.run("sysctl", "-qw", "net.ipv6.conf." + port + ".disable_ipv6=1");
    space.run("ip", "link", "set", "dev", port, "master", bridge, "up");
  }

  /// Takes the carrier from ports or gives it back, all in one command.
  void carrier(Collection<String> ports, boolean on) {
    String batch =
        ports.stream()
            .map(port -> "link set dev %s %s%n".formatted(port, on ? "up" : "down"))
            .collect(Collectors.joining());
    Command.run(List.of("ip", "-n", space.name(), "-batch", "-"), batch);
  }

  /// Drops frames for as long as the fault lasts. All rules change in one transaction.
  ///
  /// @param matches nftables expressions, bridge family, of what must not be forwarded
  synchronized void drop(Object fault, List<String> matches) {
    drops.put(fault, List.copyOf(matches));
    try {
      drop();
    } catch (IllegalStateException refused) {
      drops.remove(fault);
      throw refused;
    }
  }

  synchronized void forward(Object fault) {
    if (drops.remove(fault) != null) {
      drop();
    }
  }

  private void drop() {
    List<String> rules = new ArrayList<>();
    rules.add("table bridge lab");
    rules.add("delete table bridge lab");
    rules.add("table bridge lab { chain forward { type filter hook forward priority 0;");
    drops.values().forEach(of -> of.forEach(match -> rules.add(match + " drop")));
    rules.add("}");
    rules.add("}");
    space.nft(String.join("\n", rules) + "\n");
  }

  @Override
  public void close() {
    space.close();
  }
}
