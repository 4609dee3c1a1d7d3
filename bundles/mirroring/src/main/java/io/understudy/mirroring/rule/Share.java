package io.understudy.mirroring.rule;

import io.understudy.api.GroupId;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Selection;
import java.nio.file.Path;

/// What both ends of a rule have to know of it.
///
/// @param name of the rule, the same on each node
/// @param root an absolute path of a directory; of a rule for a single file, the one it is in
/// @param selection what of it belongs to the rule: patterns, and the parts of narrower rules cut
///     out
/// @param scratch a directory of this rule for what its strategy wants to remember
public record Share(
    String name,
    GroupId group,
    Path root,
    Selection selection,
    boolean deletions,
    MirroredTree.Sync sync,
    String strategy,
    Path scratch) {}
