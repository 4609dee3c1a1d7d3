package io.understudy.mirroring.stream;

import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Selection;

/// The selection, with what holds for each rule: nothing belongs to it below what doesn't, nor are
/// unfinished files of ours part of it. For one thread.
final class Chosen {
  private final Selection selection;

  /// The last directory that was found to belong to it: most paths come by directory.
  private RelativePath known = RelativePath.ROOT;

  Chosen(Selection selection) {
    this.selection = selection;
  }

  boolean takes(RelativePath path, Kind kind) {
    return path.isRoot() || takesDirectory(path.parent()) && takesIn(path, kind == Kind.DIRECTORY);
  }

  /// {@return whether it belongs to the rule, where its directory does}
  boolean takesIn(RelativePath path, boolean directory) {
    return !path.isTemporary() && selection.takes(path, directory);
  }

  private boolean takesDirectory(RelativePath path) {
    if (path.isRoot() || path.equals(known)) {
      return true;
    }
    boolean taken = takesDirectory(path.parent()) && takesIn(path, true);
    if (taken) {
      known = path;
    }
    return taken;
  }
}
