package io.understudy.mirroring.standby;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.Selection;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Finds the files that this node may have changed, as an owner, without anybody having a copy.
///
/// Most show it by their ctime, which nobody can set. The files of a directory that came from
/// somewhere else don't: only the directory has a new one, and it may also have that because of a
/// single file in it. What is below such a directory is kept in its place too.
final class Candidates {
  /// The node runs in real time, and others have work too: half of one processor is enough.
  private static final int BREATHS = 512;
  private static final long BREATH = 2_000_000L;

  private final Tree tree;
  private final Selection selection;
  private final boolean all;
  private final Instant since;
  private final Set<RelativePath> names;
  private long looked;

  /// Takes a file that may be unmirrored.
  @FunctionalInterface
  interface Taker {
    /// @param keep whether it has to stay in its place too: it shows no change itself
    void take(RelativePath path, Metadata file, boolean keep) throws IOException;
  }

  private record Directory(RelativePath path, boolean suspect) {}

  Candidates(Tree tree, Selection selection, Unmirrored own) {
    this.tree = tree;
    this.selection = selection;
    all = own.unknown();
    since = own.cleanUntil(); // whoever wrote it has allowed for coarse clocks
    names = Set.copyOf(own.names());
  }

  void find(Taker taker) throws IOException {
    Deque<Directory> left = new ArrayDeque<>();
    left.push(new Directory(RelativePath.ROOT, false));
    while (!left.isEmpty()) {
      Directory directory = left.pop();
      try {
        tree.list(directory.path(), (name, file) -> look(directory, name, file, left, taker));
      } catch (FileFailure e) {
        // It vanished, became a file, or something is mounted there, which no rule covers.
        if (e.reason() != Reason.NOT_FOUND
            && e.reason() != Reason.WRONG_KIND
            && e.reason() != Reason.OUTSIDE) {
          throw e;
        }
      }
    }
  }

  private void look(
      Directory directory, byte[] name, Metadata file, Deque<Directory> left, Taker taker)
      throws IOException {
    if (++looked % BREATHS == 0) {
      LockSupport.parkNanos(BREATH);
    }
    RelativePath path = directory.path().resolve(name);
    boolean isDirectory = file.kind() == Metadata.Kind.DIRECTORY;
    if (!selection.takes(path, isDirectory)) {
      return;
    }
    boolean changed = all || !file.changed().isBefore(since) || names.contains(path);
    if (isDirectory) {
      left.push(new Directory(path, changed || directory.suspect()));
    } else if (!path.isTemporary() && (changed || directory.suspect())) {
      taker.take(path, file, !changed);
    }
  }
}
