package io.understudy.api.mirror;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/// Keeps the data of groups on this node. The engine asks it before data change hands; where there
/// is none, data are not its business.
@ConsumerType
public interface GroupData {
  /// The services of a group that this node gives up are about to be stopped: brings what can be
  /// brought while they still run, so that [#flush] finds little. Blocks until that is so, or
  /// nothing gets less any more; interruptible. Where it is in vain, nothing is said: the flush
  /// tells.
  ///
  /// @param limit how long it may take
  default void approach(GroupId group, NodeId successor, Duration limit)
      throws InterruptedException {}

  /// The services of a group that this node gives up are stopped: brings everything to its
  /// successor. Blocks until done; interruptible.
  ///
  /// @param limit how long it may take
  /// @return [Outcome.Done] when the successor has all; or when there is nothing to bring
  Outcome flush(GroupId group, NodeId successor, Duration limit) throws InterruptedException;

  /// This node owns the group, and its services start as soon as this returns: nothing is received
  /// from now on. Returns within milliseconds, also where it has nothing of the group.
  void own(GroupId group, Term term);

  /// {@return why this node must not take the group over without being told to: its copy is too
  /// old; empty if it may} Must not block.
  Optional<String> objection(GroupId group);
}
