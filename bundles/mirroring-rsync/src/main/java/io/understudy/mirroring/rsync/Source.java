package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.util.Optional;

/// The owner's files, as far as they belong to the rule.
final class Source {
  private final Tree tree;
  private final MirroredTree source;

  Source(MirroredTree source) {
    this.source = source;
    this.tree = source.tree();
  }

  /// {@return what is there; empty also where a directory on the way is none by now}
  ///
  /// @throws FileFailure of what is beyond a mount point: that isn't the rule's
  Optional<Metadata> find(RelativePath path) throws IOException {
    try {
      return tree.find(path);
    } catch (FileFailure failure) {
      if (failure.reason() == Reason.OUTSIDE && behindOther(path)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private boolean behindOther(RelativePath path) throws IOException {
    for (RelativePath on = path; !on.isRoot(); ) {
      on = on.parent();
      try {
        Optional<Metadata> found = tree.find(on);
        return found.isEmpty() || found.get().kind() != Kind.DIRECTORY;
      } catch (FileFailure deeper) {
        if (deeper.reason() != Reason.OUTSIDE) {
          throw deeper;
        }
      }
    }
    return false;
  }

  boolean takes(RelativePath path, boolean directory) {
    return Selected.takes(source.selection(), path, directory);
  }

  /// {@return whether the copy's file of that name has to go}
  boolean lacks(RelativePath path) {
    try {
      return takes(path, false) && find(path).isEmpty();
    } catch (IOException unknown) {
      return false; // what can't be seen isn't removed
    }
  }

  void each(RelativePath path, Selected.Taker taker) throws IOException {
    Selected.each(tree, source.selection(), path, taker);
  }
}
