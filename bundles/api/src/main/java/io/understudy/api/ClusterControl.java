package io.understudy.api;

/// What an administrator may order. Each call waits until it is done or can't be; it never forces.
public interface ClusterControl {
  /// Moves a group to a node: services stopped, address muted, the other one starts.
  Outcome handover(GroupId group, NodeId to);

  /// Holds this node: it hands over what it owns and owns nothing until [#rejoin].
  Outcome standby(String reason, String by);

  /// Lifts the hold, once the peer is in contact and nothing of this node's is claimed any more.
  ///
  /// @param withoutPeer lift it also without contact: the peer is gone for good
  Outcome rejoin(boolean withoutPeer);

  /// Obeys a fence: gives up at once whatever this node owns, muted and confirmed, and the right to
  /// claim until there is contact again, and is held. A node that knows a newer term refuses.
  StoodDown standDown(GroupId group, Term term, NodeId by);

  /// The administrator's word that a node is off: as good as a confirmed fence.
  Outcome fenced(NodeId node, String by);

  /// Tests a fence without touching its victim.
  ///
  /// @param name of the fence
  Outcome testFence(String name);

  /// While on, nothing moves by itself and services aren't checked.
  Outcome maintenance(boolean on);

  /// Takes a group on a node that started alone and may not claim by itself: the administrator says
  /// that the peer doesn't own it.
  Outcome claimAlone(GroupId group);

  /// Asks for grants that are long enough to replace code (R12) and keeps the groups through the
  /// end of this engine. [Outcome.Failed] if there was no long grant in time: then nothing may be
  /// stopped.
  ///
  /// @param what what is about to be replaced or restarted, for the history
  Outcome pause(String what);
}
