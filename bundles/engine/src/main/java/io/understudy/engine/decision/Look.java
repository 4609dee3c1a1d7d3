package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a [State] says to people at one moment. Durations in nanoseconds.
///
/// @param ready the node is done with its start: it may grant and own
/// @param reached devices that answered within the last rest period
/// @param reflecting devices by which beats of the peer arrived within the last rest period
public record Look(
    boolean ready,
    Optional<ClusterView.Hold> held,
    boolean maintenance,
    PeerLook peer,
    Map<GroupId, GroupLook> groups,
    Set<DeviceId> reached,
    Set<DeviceId> reflecting) {

  /// @param contact an acquainted beat arrived within the last lease
  /// @param reflectedOnly contact exists by reflected beats alone
  /// @param silence since the last beat, by any way; [Beat#NEVER]: there was none yet
  /// @param reached devices that it reached, by its last beat
  /// @param reflecting devices that brought this node's beats to it, by its last beat
  public record PeerLook(
      NodeId node,
      boolean contact,
      boolean reflectedOnly,
      long silence,
      boolean held,
      boolean maintenance,
      long stall,
      Set<DeviceId> reached,
      Set<DeviceId> reflecting) {}

  /// @param lease remaining, on an owner
  /// @param leaseBy `grant`, `devices`, `alone` or `pause`; empty on a standby
  /// @param mayClaim `yes`, or why this node would not take over if the owner vanished now
  /// @param doing what is going on: empty, or words like `hands over to b`, `waits for the lease`
  /// @param failures of its services on this node that still count, by service
  public record GroupLook(
      Role role,
      Optional<NodeId> owner,
      Term term,
      long lease,
      String leaseBy,
      Set<DeviceId> electorate,
      long electorateVersion,
      String mayClaim,
      String doing,
      Map<String, Integer> failures) {}
}
