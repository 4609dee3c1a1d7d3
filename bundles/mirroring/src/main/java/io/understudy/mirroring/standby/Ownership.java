package io.understudy.mirroring.standby;

import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.PeerView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.util.Optional;

/// What this node's engine says of a group.
///
/// @param role of this node
/// @param owner as far as is known here
/// @param contact whether this node hears the owner
public record Ownership(Role role, Optional<NodeId> owner, Term term, boolean contact) {
  /// {@return empty if the engine has no such group}
  public static Optional<Ownership> of(ClusterView view, GroupId group) {
    return view.groups().stream()
        .filter(one -> one.group().equals(group))
        .findFirst()
        .map(
            one ->
                new Ownership(
                    one.role(),
                    one.owner(),
                    one.term(),
                    view.peers().stream()
                        .filter(peer -> one.owner().equals(Optional.of(peer.node())))
                        .anyMatch(PeerView::contact)));
  }

  /// {@return why this node must not take data from that node as the owner; empty if it may} A node
  /// that is held mirrors like any other: holding only keeps it from owning.
  Optional<String> objection(GroupId group, NodeId from, Term term) {
    if (role == Role.OWNER) {
      return Optional.of("this node owns group %s itself".formatted(group));
    } else if (owner.isEmpty()) {
      return Optional.of("nobody owns group %s as far as this node knows".formatted(group));
    } else if (!owner.get().equals(from)) {
      return Optional.of("%s owns group %s, not %s".formatted(owner.get(), group, from));
    } else if (!this.term.equals(term)) {
      return Optional.of("group %s is in term %s here, not %s".formatted(group, this.term, term));
    } else if (!contact) {
      return Optional.of("this node does not hear %s".formatted(from));
    }
    return Optional.empty();
  }
}
