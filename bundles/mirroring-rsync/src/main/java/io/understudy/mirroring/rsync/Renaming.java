package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.util.Optional;

/// Renames in the copy what was renamed at the source, if nothing gets lost by it.
final class Renaming {
  private final MirroredTree copy;
  private final Tree tree;

  Renaming(MirroredTree copy) {
    this.copy = copy;
    this.tree = copy.tree();
  }

  /// {@return empty if it was renamed; else why all of `to` has to be compared}
  Optional<String> move(RelativePath from, RelativePath to) throws IOException {
    try {
      Optional<Metadata> source = tree.find(from);
      Optional<Metadata> target = tree.find(to);
      if (source.isEmpty()) {
        return Optional.of("the copy lacks it");
      }
      boolean directory = source.get().kind() == Kind.DIRECTORY;
      if (from.isRoot() || to.isRoot() || !allMovable(from, from, to, directory)) {
        return Optional.of("the rule doesn't take all of it");
      } else if (target.isPresent()
          && (directory
              || target.get().kind() == Kind.DIRECTORY
              || !copy.deletions()
              || !takes(to, false))) {
        return Optional.of("something is in its place");
      } else if (target.isPresent() && sameFile(source.get(), target.get())) {
        return Optional.of("both are the same file");
      }
      Replacing replacing = target.isPresent() ? Replacing.REPLACE : Replacing.KEEP;
      tree.rename(from, tree, to, replacing);
      return Optional.empty();
    } catch (FileFailure failure) {
      return Optional.of(failure.getMessage());
    }
  }

  private static boolean sameFile(Metadata one, Metadata other) {
    return one.device() == other.device() && one.inode() == other.inode();
  }

  private boolean allMovable(
      RelativePath path, RelativePath from, RelativePath to, boolean directory) throws IOException {
    if (!takes(path, directory) || !takes(path.moved(from, to), directory)) {
      return false;
    } else if (!directory) {
      return true;
    }
    boolean[] all = {true};
    tree.list(
        path,
        (name, child) -> {
          boolean below = child.kind() == Kind.DIRECTORY;
          all[0] = all[0] && allMovable(path.resolve(name), from, to, below);
        });
    return all[0];
  }

  private boolean takes(RelativePath path, boolean directory) {
    return Selected.takes(copy.selection(), path, directory);
  }
}
