package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;

/// What the simulator may see of the core's inside, besides a [Look].
public final class Inside {
  private Inside() {}

  /// {@return whether the group counts as failed on this node}
  public static boolean failed(State state, GroupId group) {
    Ownership own = state.groups.get(group);
    return own != null && !own.failed.isEmpty();
  }

  /// {@return whether this node, which has just become the owner, was elected in contact}
  public static boolean granted(State state, GroupId group) {
    return state.groups.get(group).by == Ownership.By.GRANT;
  }

  /// {@return whether the core was told that this node's copy is too old}
  public static boolean objects(State state, GroupId group) {
    return !state.groups.get(group).objection.isEmpty();
  }

  /// {@return whether a node with an old copy may take the group over: it is called by who hands
  /// over, or it was the last owner itself}
  public static boolean mayAllTheSame(State state, GroupId group, NodeId self) {
    Beat beat = state.peer.beat;
    Ownership own = state.groups.get(group);
    if (beat == null || own.want == 0) {
      return false;
    }
    Beat.Section peer = java.util.Objects.requireNonNull(state.peer.section(group));
    return peer.successor().filter(self::equals).isPresent() || own.lastOwner && !peer.lastOwner();
  }

  /// {@return the term with which this node owns the group; 0: it doesn't}
  public static long ownedTerm(State state, GroupId group) {
    Ownership own = state.groups.get(group);
    return own != null && own.owner() ? own.term : 0;
  }
}
