package io.understudy.mirroring.rule;

import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import java.time.Instant;
import java.util.List;

/// What an owner knows of its changes that are in no copy yet, as it stands on its disk, fsynced:
/// what a node that lost its ownership has to put into quarantine before it receives anything.
///
/// @param term with which it owned the group
/// @param cleanUntil everything that changed before (ctime, this node's wall clock) and isn't named
///     is in the copy; whoever writes it has allowed for clocks that are coarser than others
/// @param unknown the clock was set back, or names were too many: everything may be unmirrored
/// @param names what changed and isn't mirrored
public record Unmirrored(Term term, Instant cleanUntil, boolean unknown, List<RelativePath> names) {
  public Unmirrored {
    names = List.copyOf(names);
  }
}
