package io.understudy.api.mirror;

import io.understudy.api.files.RelativePath;

/// One thing to be done so that a copy is the same as its source. An item leads to files, it
/// doesn't say what is in them: whoever carries it out looks at the source as it is then.
public sealed interface Item {
  /// {@return where it is about}
  RelativePath path();

  /// Make the copy of one path the same: kind, content, all attributes; where the source has
  /// nothing, remove the copy and all below it. Of a directory only itself: what is in it is told
  /// by items of its own.
  record Look(RelativePath path) implements Item {}

  /// It was renamed at the source, so the copy may be renamed instead of sent again; where it isn't
  /// renamed, both paths have to be compared.
  ///
  /// A directory is renamed if the copy has one at `from`, and nothing at `to` that would be lost;
  /// also where the source has it at `to` no longer: then another item brings it on. Both paths are
  /// told by items of their own afterwards.
  ///
  /// A file is renamed only if the copy has at `from` what the source has at `to` by now: kind,
  /// size and time of modification. No other item tells of it, unless it was changed too.
  ///
  /// @param from the old name
  /// @param to the new one
  /// @param directory whether a directory was renamed
  record Move(RelativePath from, RelativePath to, boolean directory) implements Item {
    @Override
    public RelativePath path() {
      return to;
    }
  }

  /// Compare all at and below a path with the copy, and mend what differs.
  ///
  /// @param contents whether to read and compare contents too (a scrub), not only size and times
  record Compare(RelativePath path, boolean contents) implements Item {}
}
