package io.understudy.api.mirror;

import io.understudy.api.files.Tree;
import java.nio.file.Path;

/// The files of a rule, on either side.
///
/// @param rule its name, the same on each node
/// @param tree the files. On a standby each change fails with [Superseded] from the moment on at
///     which the sender is no longer the owner
/// @param deletions whether what vanishes at the source is removed from the copy too
/// @param sync when a standby's files have to be on the disk
/// @param scratch a directory for what the strategy wants to remember about this rule; may be lost
public record MirroredTree(
    String rule, Tree tree, Selection selection, boolean deletions, Sync sync, Path scratch) {
  /// When a standby waits for its disk.
  public enum Sync {
    /// It doesn't: the kernel writes within some 30 s.
    NEVER,
    /// Before a pass is confirmed.
    PASS,
    /// Before a file takes its place.
    FILE
  }
}
