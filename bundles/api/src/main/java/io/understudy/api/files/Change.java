package io.understudy.api.files;

import java.util.Set;

/// What happened in a watched tree.
///
/// A renaming says how a mirror can be moved instead of copied. It never makes a look at a path
/// needless: after one, look at both names and, for a directory, at whatever had changed below
/// either, under the old and the new name. It may also be older than what a look has shown already:
/// where a mirror lacks `from`, or has another file or a directory that isn't empty at `to`,
/// compare all of `to` instead.
public sealed interface Change {
  /// Who did it.
  enum Author {
    /// This process.
    SELF,
    OTHER,
    UNKNOWN
  }

  /// What was done to a file.
  enum Kind {
    /// It appeared: made or linked. What is in a new directory is told too; by inotify perhaps as
    /// just created, whatever else was done to it.
    CREATED,
    /// Written to, or truncated.
    MODIFIED,
    /// Closed by somebody who could write.
    CLOSED,
    /// Permissions, owner, times, extended attributes or the number of links.
    ATTRIBUTES,
    /// The name vanished. When a directory is deleted, what was in it may not be told; where there
    /// is another one by now, compare all of it.
    DELETED
  }

  /// Something was done to a file, in whatever order.
  record Touched(RelativePath path, boolean directory, Set<Kind> kinds, Author author)
      implements Change {
    public Touched {
      kinds = Set.copyOf(kinds);
    }
  }

  /// A file or directory was renamed; what had the new name is gone.
  record Renamed(RelativePath from, RelativePath to, boolean directory, Author author)
      implements Change {}

  /// It came from outside of the tree, with all that is below it; what had the name is gone.
  record Entered(RelativePath path, boolean directory, Author author) implements Change {}

  /// It went out of the tree, with all that is below it. There may be another by its name, which
  /// may have been told before: compare all of that.
  record Left(RelativePath path, boolean directory, Author author) implements Change {}

  /// What changed at and below a path isn't known: compare all of it. The root after an overflow.
  record Unknown(RelativePath path, String reason) implements Change {}

  /// Nothing more will be told: the root was removed, renamed or unmounted, or the kernel refuses
  /// to go on.
  record Ended(String reason) implements Change {}
}
