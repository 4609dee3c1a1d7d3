package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.util.Optional;

/// The owner's tree, as far as it is mirrored.
final class Source {
  private static final int ENOTDIR = 20;
  private static final int EXDEV = 18;
  private static final int ELOOP = 40;

  final Tree tree;
  final Chosen chosen;
  final boolean deletions;
  private final long device;

  Source(MirroredTree mirrored) throws IOException {
    tree = mirrored.tree();
    chosen = new Chosen(mirrored.selection());
    deletions = mirrored.deletions();
    device =
        tree.find(RelativePath.ROOT)
            .orElseThrow(() -> new IOException("%s is gone".formatted(tree.root())))
            .device();
  }

  /// {@return what is there; empty if nothing is}
  Optional<Metadata> find(RelativePath path) throws IOException {
    try {
      return tree.find(path);
    } catch (FileFailure e) {
      if (absent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// {@return whether it is beyond a mount point, and so not part of the tree}
  boolean elsewhere(Metadata found) {
    return found.device() != device;
  }

  /// {@return whether nothing has that path: a directory on the way may be something else by now}
  static boolean absent(FileFailure failure) {
    return failure.reason() == FileFailure.Reason.NOT_FOUND
        || failure.errno() == ENOTDIR
        || failure.errno() == ELOOP;
  }

  /// {@return whether the path leads through a mount point}
  static boolean mounted(FileFailure failure) {
    return failure.reason() == FileFailure.Reason.OUTSIDE && failure.errno() == EXDEV;
  }

  /// {@return whether a file was left alone between two looks at it}
  static boolean unchanged(Metadata before, Metadata after) {
    return before.size() == after.size()
        && before.modified().equals(after.modified())
        && before.changed().equals(after.changed());
  }
}
