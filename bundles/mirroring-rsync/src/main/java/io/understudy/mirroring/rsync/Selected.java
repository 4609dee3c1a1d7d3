package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.Selection;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What belongs to a rule: what its selection takes, without unfinished files, and without what is
/// below a mount point.
final class Selected {
  /// A directory that has vanished, or became something else, since it was listed.
  private static final Set<Reason> GONE =
      EnumSet.of(Reason.NOT_FOUND, Reason.WRONG_KIND, Reason.OUTSIDE);

  private Selected() {}

  /// Takes a name.
  @FunctionalInterface
  interface Taker {
    void take(RelativePath path, Metadata metadata) throws IOException;
  }

  /// {@return whether it and all directories on the way belong to the rule}
  static boolean takes(Selection selection, RelativePath path, boolean directory) {
    return path.isRoot()
        || !path.isTemporary()
            && selection.takes(path, directory)
            && takes(selection, path.parent(), true);
  }

  /// Shows all at and below a path, directories before what is in them. Needs memory for the depth
  /// only.
  static void each(Tree tree, Selection selection, RelativePath path, Taker taker)
      throws IOException {
    Optional<Metadata> found = tree.find(path);
    if (found.isPresent() && takes(selection, path, found.get().kind() == Kind.DIRECTORY)) {
      below(tree, selection, path, found.get(), taker);
    }
  }

  private static void below(
      Tree tree, Selection selection, RelativePath path, Metadata metadata, Taker taker)
      throws IOException {
    taker.take(path, metadata);
    if (metadata.kind() != Kind.DIRECTORY) {
      return;
    }
    try {
      list(tree, selection, path, metadata, taker);
    } catch (FileFailure failure) {
      if (!GONE.contains(failure.reason())) {
        throw failure;
      }
    }
  }

  private static void list(
      Tree tree, Selection selection, RelativePath path, Metadata metadata, Taker taker)
      throws IOException {
    tree.list(
        path,
        (name, child) -> {
          RelativePath next = path.resolve(name);
          boolean directory = child.kind() == Kind.DIRECTORY;
          boolean here = child.device() == metadata.device();
          if (here && !next.isTemporary() && selection.takes(next, directory)) {
            below(tree, selection, next, child, taker);
          }
        });
  }
}
