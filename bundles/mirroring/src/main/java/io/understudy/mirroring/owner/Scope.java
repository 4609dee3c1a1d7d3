package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Selection;

/// What of a tree concerns a rule: what is selected, and is no unfinished file of a mirror.
///
/// @param movable whether a directory's content is selected alike wherever the directory is
record Scope(Selection selection, boolean movable) {
  /// {@return whether it and each directory above it are selected}
  boolean takes(RelativePath path, boolean directory) {
    if (path.isRoot()) {
      return true;
    }
    if (path.isTemporary() || !selection.takes(path, directory)) {
      return false;
    }
    return takes(path.parent(), true);
  }
}
