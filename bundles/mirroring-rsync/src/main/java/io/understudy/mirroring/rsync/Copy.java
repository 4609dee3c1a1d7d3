package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.util.Optional;

/// What the standby does by itself, through its guarded tree: all that removes or renames. Rsync
/// only makes files and replaces single ones.
final class Copy {
  private static final RelativePath DRAFTS = RelativePath.of(Commands.DRAFTS);

  private final MirroredTree copy;
  private final Tree tree;
  private final Pulse pulse;

  /// Is told that something long goes on.
  @FunctionalInterface
  interface Pulse {
    void beat() throws IOException;
  }

  Copy(MirroredTree copy, Pulse pulse) {
    this.copy = copy;
    this.pulse = pulse;
    this.tree = copy.tree();
  }

  /// Fails if the sender is superseded. Asks for a change that does nothing: removing a name that
  /// nobody has.
  void guard() throws IOException {
    try {
      tree.remove(DRAFTS.temporaryBeside());
    } catch (FileFailure failure) {
      if (failure.reason() != Reason.NOT_FOUND) {
        throw failure;
      }
    }
  }

  /// Makes the directory for unfinished files, without a trace in the root's times.
  void openDrafts() throws IOException {
    closeDrafts();
    keepingTimes(() -> tree.makeDirectory(DRAFTS));
  }

  /// Removes it with what a killed rsync left in it.
  void closeDrafts() throws IOException {
    if (find(DRAFTS).isPresent()) {
      keepingTimes(() -> removeAll(DRAFTS));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void keepingTimes(Work work) throws IOException {
    try (Inode root = tree.open(RelativePath.ROOT)) {
      Metadata before = root.metadata();
      work.run();
      root.times(before.accessed(), before.modified());
    }
  }

  private void removeAll(RelativePath path) throws IOException {
    if (find(path).map(found -> found.kind() == Kind.DIRECTORY).orElse(false)) {
      tree.list(path, (name, _) -> removeAll(path.resolve(name)));
    }
    tree.remove(path);
  }

  /// {@return what is there; empty also where a directory on the way is none}
  Optional<Metadata> find(RelativePath path) throws IOException {
    return tree.find(path);
  }

  boolean takes(RelativePath path, boolean directory) {
    return Selected.takes(copy.selection(), path, directory);
  }

  /// Prepares the place of one name for rsync.
  Verdict prepare(Entry entry) throws IOException {
    RelativePath path = entry.path();
    try {
      if (Patterns.of(path, true).length > Patterns.LONGEST) {
        return Verdict.refused("its path is too long for rsync's filters");
      } else if (entry.facts().isEmpty()) {
        return gone(path);
      } else if (!takes(path, entry.directory())) {
        return Verdict.refused("the standby's rule doesn't take it");
      }
      Optional<Metadata> found = find(path);
      if (found.isEmpty()) {
        return Verdict.TAKEN;
      }
      boolean directory = found.get().kind() == Kind.DIRECTORY;
      if (directory && !entry.directory()) {
        return makeRoom(path);
      } else if (!directory && entry.directory()) {
        if (!takes(path, false)) {
          return Verdict.refused("in its place is a file that the standby's rule doesn't take");
        }
        tree.remove(path); // else what is to come below it would be behind a symbolic link
        return Verdict.TAKEN;
      }
      if (found.get().kind() == Kind.FILE
          && found.get().links() > 1
          && !entry.facts().get().linked()) {
        Separation.of(tree, path);
      }
      return Verdict.TAKEN;
    } catch (FileFailure failure) {
      return Verdict.refused(failure.getMessage());
    }
  }

  private Verdict gone(RelativePath path) throws IOException {
    Optional<Metadata> found;
    try {
      found = find(path);
    } catch (FileFailure failure) {
      if (failure.reason() == Reason.OUTSIDE) {
        return Verdict.DONE; // behind a symbolic link there is no copy
      }
      throw failure;
    }
    if (path.isRoot()) {
      return Verdict.refused("the root itself is gone at the owner");
    } else if (found.isPresent()
        && copy.deletions()
        && takes(path, found.get().kind() == Kind.DIRECTORY)) {
      remove(path, found.get());
    }
    return Verdict.DONE;
  }

  /// A directory is where a file has to be.
  private Verdict makeRoom(RelativePath path) throws IOException {
    if (path.isRoot()) {
      return Verdict.refused("the root is no directory at the owner");
    }
    boolean empty =
        copy.deletions() && takes(path, true)
            ? remove(path, find(path).orElseThrow())
            : removedEmpty(path);
    return empty
        ? Verdict.TAKEN
        : Verdict.refused("in its place is a directory with files that the rule keeps");
  }

  private boolean removedEmpty(RelativePath path) throws IOException {
    try {
      tree.remove(path);
      return true;
    } catch (FileFailure failure) {
      if (failure.reason() == Reason.NOT_EMPTY) {
        return false;
      }
      throw failure;
    }
  }

  /// Removes it and all below it that belongs to the rule.
  ///
  /// @return whether nothing is left
  private boolean remove(RelativePath path, Metadata found) throws IOException {
    pulse.beat();
    if (found.kind() == Kind.DIRECTORY) {
      tree.list(
          path,
          (name, child) -> {
            RelativePath below = path.resolve(name);
            if (takes(below, child.kind() == Kind.DIRECTORY)) {
              remove(below, child);
            }
          });
    }
    try {
      return removedEmpty(path);
    } catch (FileFailure failure) {
      if (failure.reason() == Reason.NOT_FOUND) {
        return true;
      }
      throw failure;
    }
  }

  /// {@return empty if it was removed, or wasn't there; else why not}
  Optional<String> drop(RelativePath path) throws IOException {
    try {
      Verdict verdict = gone(path);
      return verdict.kind() == Verdict.Kind.REFUSED
          ? Optional.of(verdict.reason())
          : Optional.empty();
    } catch (FileFailure failure) {
      return Optional.of(failure.getMessage());
    }
  }

  Verdict verify(Entry entry) throws IOException {
    try {
      Optional<Facts> found = find(entry.path()).map(Facts::of);
      boolean same =
          found.isPresent() && entry.facts().isPresent()
              ? entry.facts().get().sameAs(found.get())
              : found.isEmpty() && entry.facts().isEmpty();
      return same ? Verdict.TAKEN : Verdict.refused("the copy isn't the same");
    } catch (FileFailure failure) {
      return Verdict.refused(failure.getMessage());
    }
  }

  /// Shows what the rule takes at and below a path.
  void each(RelativePath path, Selected.Taker taker) throws IOException {
    try {
      Selected.each(
          tree,
          copy.selection(),
          path,
          (found, metadata) -> {
            pulse.beat();
            taker.take(found, metadata);
          });
    } catch (FileFailure failure) {
      if (failure.reason() != Reason.NOT_FOUND && failure.reason() != Reason.OUTSIDE) {
        throw failure;
      }
    }
  }

  void sync() throws IOException {
    if (copy.sync() != MirroredTree.Sync.NEVER) {
      tree.sync();
    }
  }
}
