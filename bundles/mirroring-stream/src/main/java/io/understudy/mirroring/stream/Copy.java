package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.MirroredTree.Sync;
import java.io.IOException;
import java.nio.file.Path;

/// The standby's tree.
final class Copy {
  final Tree tree;
  final Chosen chosen;
  final boolean deletions;
  final Path scratch;
  final Busy busy;
  final Removal removal;
  final Journals journals;

  /// What was just unpacked, or read.
  final byte[] piece = new byte[Limits.PIECE];

  private final boolean syncs;

  Copy(MirroredTree mirrored) {
    tree = mirrored.tree();
    chosen = new Chosen(mirrored.selection());
    deletions = mirrored.deletions();
    scratch = mirrored.scratch();
    syncs = mirrored.sync() == Sync.FILE;
    busy = new Busy(scratch);
    removal = new Removal(this);
    journals = new Journals(this);
  }

  /// To be called before anything is done to a file. Refuses what isn't selected here: no reason to
  /// end the channel, because the nodes may hear of a new selection one after the other.
  void check(RelativePath path, Kind kind) throws IOException {
    if (path.isRoot() && kind != Kind.DIRECTORY) {
      throw new Violation("the root is a " + kind);
    } else if (!chosen.takes(path, kind)) {
      throw new FileFailure(path + " is not selected on the standby", FileFailure.Reason.DENIED, 0);
    }
    journals.settle(path);
  }

  /// {@return whether each file has to be on the disk before it takes its place}
  boolean syncs() {
    return syncs;
  }

  /// Something took its place in a directory, or left it.
  void placed(RelativePath path) throws IOException {
    if (syncs && !path.isRoot()) {
      tree.sync(path.parent());
    }
  }
}
