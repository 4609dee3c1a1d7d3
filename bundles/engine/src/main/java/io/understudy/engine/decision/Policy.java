package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the administrator configured, validated.
///
/// @param nodes all nodes of the cluster, sorted; a node's place decides which terms are its own
/// @param devices every configured reference device, with its weight
/// @param rejoinAfter quiet time after which an automatic hold is lifted; zero: never
public record Policy(
    NodeId self,
    List<NodeId> nodes,
    Timing timing,
    Map<GroupId, GroupPolicy> groups,
    Map<DeviceId, Integer> devices,
    Duration rejoinAfter) {

  /// Whether a claim without contact needs the rival to be fenced.
  public enum Fencing {
    /// Nobody is fenced.
    NONE,
    /// Try, and go on whatever comes of it.
    ATTEMPT,
    /// No claim without a confirmed fence.
    REQUIRE
  }

  /// When services that fail move their group (R15).
  ///
  /// @param threshold so many failures within the window: the group counts as failed on this node
  /// @param timeout without a failure, after which that is forgotten; zero: never
  public record Failing(int threshold, Duration window, Duration timeout) {
    public static final Failing DEFAULT =
        new Failing(3, Duration.ofMinutes(10), Duration.ofMinutes(10));
  }

  /// What is configured for one group.
  ///
  /// @param blind a standby without any electorate may claim; best effort
  public record GroupPolicy(Fencing fencing, boolean blind, Failing failing) {}

  /// @throws IllegalArgumentException saying which setting is wrong and what would be right
  public Policy {
    nodes = nodes.stream().sorted().toList();
    groups = Map.copyOf(groups);
    devices = Map.copyOf(devices);
    if (nodes.stream().distinct().count() != nodes.size()) {
      throw new IllegalArgumentException("nodes %s: two have one name".formatted(nodes));
    }
    if (nodes.size() != 2) {
      throw new IllegalArgumentException(
          "nodes %s: this version runs clusters of exactly two nodes".formatted(nodes));
    }
    if (!nodes.contains(self)) {
      throw new IllegalArgumentException(
          "node %s isn't one of nodes %s: add it there".formatted(self, nodes));
    }
    self = nodes.get(nodes.indexOf(self)); // the same object, for [#peer]
    devices.forEach(
        (device, weight) -> {
          if (weight < 1 || weight > 100) {
            throw new IllegalArgumentException(
                "device %s: weight %d: use 1 to 100".formatted(device, weight));
          }
        });
  }

  /// {@return the other node}
  public NodeId peer() {
    NodeId first = nodes.get(0);
    return first == self ? nodes.get(1) : first;
  }

  /// {@return this node's place: its terms are those that leave it as remainder}
  int place() {
    return nodes.indexOf(self);
  }

  /// {@return the next term above `known` that is this node's own (R8)}
  long termAbove(long known) {
    long next = known + 1;
    return next + Math.floorMod(place() - next, nodes.size());
  }
}
