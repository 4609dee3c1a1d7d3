package io.understudy.mirroring.rule;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Selection;
import java.util.List;

/// What belongs to a rule: what is included and not excluded, and not a narrower rule's. Asked from
/// the root down: of what isn't taken nothing below is.
///
/// @param include empty: everything
/// @param cuts paths that belong to narrower rules, with all below
record Patterns(List<Glob> include, List<Glob> exclude, List<RelativePath> cuts)
    implements Selection {
  @Override
  public boolean takes(RelativePath path, boolean directory) {
    if (path.isRoot()) {
      return true;
    }
    for (RelativePath cut : cuts) {
      if (path.startsWith(cut)) {
        return false;
      }
    }
    for (Glob glob : exclude) {
      if (glob.matches(path, directory)) {
        return false;
      }
    }
    return include.isEmpty() || included(path, directory);
  }

  private boolean included(RelativePath path, boolean directory) {
    for (Glob glob : include) {
      if (directory && glob.leadsBelow(path)) {
        return true;
      }
      boolean itself = directory;
      for (RelativePath one = path; !one.isRoot(); one = one.parent()) {
        if (glob.matches(one, itself)) {
          return true;
        }
        itself = true;
      }
    }
    return false;
  }

  /// {@return whether it doesn't depend on where in the tree a directory is}
  boolean everywhereAlike() {
    return cuts.isEmpty()
        && include.stream().noneMatch(Glob::anchored)
        && exclude.stream().noneMatch(Glob::anchored);
  }
}
