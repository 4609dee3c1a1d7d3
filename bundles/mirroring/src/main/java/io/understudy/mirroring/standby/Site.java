package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// What a standby asks the rest of its node. Nothing of it may block.
///
/// @param self this node
/// @param data the mirroring's own directory
/// @param shares a rule by its name
/// @param ownership what the engine says of a group just now
/// @param strategies a strategy by its name
/// @param leftovers what this node hasn't mirrored as an owner
public record Site(
    NodeId self,
    Path data,
    Trees trees,
    Function<String, Optional<Share>> shares,
    Function<GroupId, Optional<Ownership>> ownership,
    Function<String, Optional<MirrorStrategy>> strategies,
    Leftovers leftovers) {

  /// What this node knew, when it owned a group last, of changes that were in no copy.
  public interface Leftovers {
    /// {@return empty if there were none, or it never owned the group, or it was forgotten}
    ///
    /// @throws IOException if it can't be read: then nothing is received
    Optional<Unmirrored> of(String rule) throws IOException;

    /// All of it is in quarantine. Has to be on the disk when this returns: what is received from
    /// now on would look unmirrored otherwise.
    void forget(String rule) throws IOException;
  }
}
