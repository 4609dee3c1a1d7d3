package io.understudy.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A cluster's surroundings: switch, nodes, reference devices, a client. Everything is gone after
/// [#close] or when the JVM ends.
public final class Lab implements AutoCloseable {
  private final Topology topology;
  private final Scratch scratch;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Switch between;
  private final List<Node> nodes;
  private final List<Machine> devices;
  private final Machine client;
  private final Faults faults;

  private Lab(Topology topology) {
    this.topology = topology;
    this.scratch = part(new Scratch("lab"));
    this.between = part(new Switch(topology));
    this.client = part(new Machine("client", Topology.CLIENT, Topology.CLIENT6, between));
    this.devices =
        IntStream.rangeClosed(1, topology.devices())
            .mapToObj(
                i -> part(new Machine("d" + i, Topology.device(i), Topology.device6(i), between)))
            .toList();
    this.nodes =
        IntStream.range(0, topology.nodes())
            .mapToObj(i -> part(new Node(i, topology, between, scratch.path())))
            .toList();
    this.faults = new Faults(this, between);
  }

  /// @throws IllegalStateException with the reason, where namespaces can't be made
  public static Lab build(Topology topology) {
    return new Lab(topology);
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.addFirst(part);
    return part;
  }

  public Topology topology() {
    return topology;
  }

  public List<Node> nodes() {
    return nodes;
  }

  public Node node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no node " + name));
  }

  /// {@return the other one of two nodes}
  public Node other(Node node) {
    if (nodes.size() != 2) {
      throw new IllegalStateException("there are " + nodes.size() + " nodes, not two");
    }
    return nodes.get(1 - node.index());
  }

  public List<Machine> devices() {
    return devices;
  }

  public Machine client() {
    return client;
  }

  public Faults faults() {
    return faults;
  }

  Switch between() {
    return between;
  }

  /// Takes down what a node sends on the LAN.
  ///
  /// @param port UDP destination
  /// @return the first `count` frames with IPv4 datagrams, or fewer after `patience`
  public List<byte[]> overhear(Node from, int port, int count, Duration patience) {
    List<byte[]> heard = new ArrayList<>();
    try (PacketSocket tap = between.space().call(() -> new PacketSocket(from.name()))) {
      long end = System.nanoTime() + patience.toNanos();
      while (heard.size() < count && System.nanoTime() < end) {
        tap.receive(
            (frame, at) -> {
              if (frame.datagram(port)) {
                heard.add(frame.copy());
              }
            });
      }
      return heard;
    } catch (Exception e) {
      throw new IllegalStateException("can't listen at the port of " + from, e);
    }
  }

  /// Puts frames on the cable to a node, as if its LAN had sent them.
  public void inject(Node to, List<byte[]> frames) {
    try (PacketSocket port = between.space().call(() -> new PacketSocket(to.name()))) {
      frames.forEach(port::send);
    } catch (Exception e) {
      throw new IllegalStateException("can't send to the port of " + to, e);
    }
  }

  /// {@return a directory for logs and configurations, gone with the lab}
  public Path scratch() {
    return scratch.path();
  }

  /// Begins to watch who answers for the service address.
  public Witness witness() {
    return new Witness(this, List.of(Topology.SERVICE, Topology.SERVICE6));
  }

  @Override
  public void close() {
    faults.close();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("while closing the lab", e);
      }
    }
  }
}
