package io.understudy.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Everything that can go wrong in a lab.
public final class Faults implements AutoCloseable {
  /// Of beats, between the nodes.
  static final int BEAT_PORT = 7789;

  private final Lab lab;
  private final Switch between;
  private final Set<Fault> present = new LinkedHashSet<>();

  Faults(Lab lab, Switch between) {
    this.lab = lab;
    this.between = between;
  }

  private synchronized Fault begin(String name, Runnable cure) {
    Fault fault = new Fault(name, cure);
    present.add(fault);
    return fault;
  }

  private Fault drop(String name, List<String> matches) {
    Object key = new Object();
    between.drop(key, matches);
    return begin(name, () -> between.forward(key));
  }

  /// All links gone at once, then all processes, then everything the kernel held. Healing gives
  /// power, links and the machine's own addresses back; starting programs is the caller's.
  public Fault powerLoss(Node node) {
    List<String> ports = new ArrayList<>(node.ports());
    // The far ends of its crossover cables lose their carrier, as with real cables.
    node.cables()
        .forEach(
            cable ->
                ports.add(cable.port(cable.one() == node.index() ? cable.other() : cable.one())));
    node.powerOff(ports);
    return begin("power loss of " + node, () -> node.powerOn(ports));
  }

  /// SIGKILL to one process. Healing does nothing: starting it again is the caller's.
  public Fault kill(Node node, long pid) {
    if (!LinuxCalls.signal(pid, LinuxCalls.SIGKILL)) {
      throw new IllegalStateException("no process " + pid + " on " + node);
    }
    return begin("process killed on " + node, () -> {});
  }

  /// One process stops, until healed.
  public Fault stopped(Node node, long pid) {
    if (!LinuxCalls.signal(pid, LinuxCalls.SIGSTOP)) {
      throw new IllegalStateException("no process " + pid + " on " + node);
    }
    return begin("process stopped on " + node, () -> LinuxCalls.signal(pid, LinuxCalls.SIGCONT));
  }

  /// Every process of the node stops, until healed.
  public Fault hang(Node node) {
    node.space().signal(LinuxCalls.SIGSTOP);
    return begin("hang of " + node, () -> node.space().signal(LinuxCalls.SIGCONT));
  }

  /// The LAN cable is pulled at the switch: the node's carrier goes.
  public Fault cableOut(Node node) {
    return portsDown("LAN cable out at " + node, List.of(node.name()));
  }

  /// A crossover cable is pulled: the carrier goes at both ends.
  ///
  /// @param number 1 for the first
  public Fault crossoverOut(int number) {
    List<String> ports =
        lab.topology().cables().stream()
            .filter(cable -> cable.number() == number)
            .flatMap(cable -> List.of(cable.port(cable.one()), cable.port(cable.other())).stream())
            .toList();
    return portsDown("crossover " + number + " out", ports);
  }

  private Fault portsDown(String name, List<String> ports) {
    between.carrier(ports, false);
    return begin(name, () -> between.carrier(ports, true));
  }

  /// The LAN drops everything from and to the node; its carrier stays.
  public Fault lanSilent(Node node) {
    return drop("LAN silent at " + node, both(node.name()));
  }

  /// A crossover drops everything; the carriers stay.
  public Fault crossoverSilent(int number) {
    return drop(
        "crossover " + number + " silent",
        lab.topology().cables().stream()
            .filter(cable -> cable.number() == number)
            .flatMap(cable -> both(cable.port(cable.one())).stream())
            .toList());
  }

  /// No frame reaches the node or leaves it, on any link; carriers stay.
  public Fault isolated(Node node) {
    return drop(node + " isolated", node.ports().stream().flatMap(p -> both(p).stream()).toList());
  }

  /// What the node sends on the LAN is lost; it still hears.
  public Fault lanMute(Node node) {
    return drop("LAN mute at " + node, List.of(from(node.name())));
  }

  /// The node hears nothing on the LAN; what it sends arrives.
  public Fault lanDeaf(Node node) {
    return drop("LAN deaf at " + node, List.of(to(node.name())));
  }

  /// Nothing from one node reaches the other, on any path.
  public Fault oneWayCut(Node from, Node to) {
    List<String> matches = new ArrayList<>(List.of(from(from.name()) + " " + to(to.name())));
    from.cables().stream()
        .filter(cable -> cable.joins(to.name()))
        .forEach(cable -> matches.add(from(cable.port(from.index()))));
    return drop("one-way cut from %s to %s".formatted(from, to), matches);
  }

  /// Machines of different sides can't reach each other, on any path.
  ///
  /// @param sides disjoint; a machine in none of them reaches all
  public Fault partition(List<? extends Collection<? extends Machine>> sides) {
    List<String> matches = new ArrayList<>();
    for (var side : sides) {
      for (var other : sides) {
        if (side != other) {
          for (Machine one : side) {
            other.forEach(far -> matches.add(from(one.name()) + " " + to(far.name())));
            if (one instanceof Node node) {
              other.forEach(far -> matches.addAll(crossoversFrom(node, far)));
            }
          }
        }
      }
    }
    return drop("partition " + sides, matches);
  }

  private static List<String> crossoversFrom(Node node, Machine far) {
    return node.cables().stream()
        .filter(cable -> cable.joins(far.name()))
        .map(cable -> from(cable.port(node.index())))
        .toList();
  }

  /// Port isolation: nothing passes straight between the nodes, on any path; each reaches all else.
  public Fault portIsolation() {
    return betweenNodes("nodes isolated from each other", "");
  }

  /// A firewall between the nodes that drops their beats (keepalived's: VRRP), and only these.
  public Fault beatsBlocked() {
    return betweenNodes("beats blocked", "udp dport " + BEAT_PORT, "ip protocol 112");
  }

  /// No beat of one node reaches another, straight or reflected; all else passes. A firewall and a
  /// switch that drops frames with a source address that isn't the port's (IP source guard) make
  /// such a cluster.
  public Fault contactLost() {
    List<String> matches = new ArrayList<>();
    for (Node one : lab.nodes()) {
      for (Node other : lab.nodes()) {
        if (one != other) {
          matches.add(
              "%s %s udp dport %d".formatted(from(one.name()), to(other.name()), BEAT_PORT));
          matches.add("%s ip saddr %s".formatted(from(one.name()), other.address()));
          matches.add("%s ip6 saddr %s".formatted(from(one.name()), other.address6()));
        }
      }
      one.cables()
          .forEach(cable -> matches.add(from(cable.port(one.index())) + " udp dport " + BEAT_PORT));
    }
    return drop("contact lost", matches);
  }

  /// Random loss of frames between the nodes on all paths, each way for itself.
  ///
  /// @param percent 0 to 100
  public Fault loss(int percent) {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException(percent + " % loss: use 0 to 100");
    }
    return betweenNodes(percent + " % loss", "numgen random mod 100 < " + percent);
  }

  private Fault betweenNodes(String name, String... whats) {
    List<String> matches = new ArrayList<>();
    for (String what : whats) {
      for (Node one : lab.nodes()) {
        for (Node other : lab.nodes()) {
          if (one != other) {
            matches.add("%s %s %s".formatted(from(one.name()), to(other.name()), what));
          }
        }
        one.cables().forEach(cable -> matches.add(from(cable.port(one.index())) + " " + what));
      }
    }
    return drop(name, matches);
  }

  /// Busy processes of ordinary priority inside the node.
  public Fault load(Node node, int processes) {
    Path log = lab.scratch().resolve("load.log");
    List<Process> busy =
        IntStream.range(0, processes)
            .mapToObj(i -> node.launch(log, List.of("sh", "-c", "while :; do :; done")))
            .toList();
    return begin(
        processes + " busy processes on " + node,
        () -> busy.forEach(process -> LinuxCalls.signal(process.pid(), LinuxCalls.SIGKILL)));
  }

  /// Heals whatever isn't healed yet, the newest first.
  public synchronized void healAll() {
    new ArrayList<>(present).reversed().forEach(Fault::heal);
    present.clear();
  }

  @Override
  public void close() {
    healAll();
  }

  private static String from(String port) {
    return "iifname \"" + port + "\"";
  }

  private static String to(String port) {
    return "oifname \"" + port + "\"";
  }

  private static List<String> both(String port) {
    return List.of(from(port), to(port));
  }
}
