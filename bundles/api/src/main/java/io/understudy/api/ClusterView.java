package io.understudy.api;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The cluster as one node sees it at one moment.
///
/// @param node this node
/// @param version of the program
/// @param incarnation a number that is new with each start of the engine
/// @param since when the engine started
/// @param ready every configured adapter is bound and the engine decides
/// @param held why this node must not own anything; empty if it may
public record ClusterView(
    NodeId node,
    String version,
    long incarnation,
    Instant since,
    boolean ready,
    Optional<Hold> held,
    boolean maintenance,
    Guarantee guarantee,
    Timing timing,
    List<PeerView> peers,
    List<GroupView> groups,
    List<PathView> paths,
    List<DeviceView> devices,
    List<FenceView> fences,
    List<Problem> problems) {

  /// Why, when and by whom a node was put into standby.
  ///
  /// @param automatic not ordered by an administrator: a fence, or too many failures. It only
  ///     lowers the node's priority while its peer owns and is well (R11)
  public record Hold(String reason, String by, Instant at, boolean automatic) {}

  /// A fence of this node.
  ///
  /// @param lastTest how its last test ended; empty: not tested yet
  public record FenceView(
      String name, NodeId victim, int level, Optional<Outcome> lastTest, Instant testedAt) {}

  /// The timing that is in force; `config/io.understudy.engine.cfg` explains it.
  public record Timing(
      String profile, Duration beat, Duration lease, Duration verdictLease, Duration claimWait) {}

  /// @param contact a beat that names this node's incarnation arrived within the last lease
  /// @param silence how long ago the last beat arrived, by any way; empty: none did yet
  /// @param reflectedOnly contact exists by reflected beats alone
  /// @param stall longest stall that the peer reported lately
  /// @param reached devices that the peer reached, by its last beat
  /// @param reflecting devices that brought this node's beats to the peer, by its last beat
  public record PeerView(
      NodeId node,
      boolean contact,
      boolean reflectedOnly,
      Optional<Duration> silence,
      boolean held,
      boolean maintenance,
      Duration stall,
      Set<DeviceId> reached,
      Set<DeviceId> reflecting) {}

  /// @param owner who owns it as far as this node knows
  /// @param lease how long this node may still act as owner without a renewal; zero on a standby
  /// @param leaseBy `grant`, `devices`, `alone` or `pause`; empty on a standby
  /// @param electorate devices that decide, with the version
  /// @param mayClaim whether this node would take over if the owner vanished now, or why not
  public record GroupView(
      GroupId group,
      Role role,
      Optional<NodeId> owner,
      Term term,
      Duration lease,
      String leaseBy,
      List<InetAddress> addresses,
      Set<DeviceId> electorate,
      long electorateVersion,
      String mayClaim,
      List<ServiceView> services) {}

  /// @param failures on this node that still count
  public record ServiceView(String name, String status, int failures) {}
}
