package io.understudy.mirroring.standby;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Brings one file back from quarantine. A crash at any moment leaves it in quarantine or in its
/// place, and what was there in its place or in quarantine.
///
/// @param files of its batch
/// @param aside where what is there goes
record Restoring(Tree files, Entry entry, Tree tree, Aside aside, Consumer<String> step) {
  private static final int DIRECTORY = 0755;

  /// Begins a batch when it is asked.
  @FunctionalInterface
  interface Aside {
    Putting putting() throws IOException;
  }

  void run() throws IOException {
    RelativePath path = entry.path();
    Metadata quarantined = files.find(entry.place()).orElseThrow();
    Optional<Metadata> present = tree.find(path);
    if (present.isPresent() && present.get().kind() == Metadata.Kind.DIRECTORY) {
      throw new IOException("%s is a directory now; move it away first".formatted(path));
    }
    boolean same =
        present.isPresent()
            && present.get().device() == quarantined.device()
            && present.get().inode() == quarantined.inode();
    if (!same) {
      if (present.isPresent()) {
        Putting putting = aside.putting();
        putting.add(path, present.get(), false);
        putting.flush();
      }
      directories(path.parent());
      put(path);
    } else {
      files.remove(entry.place());
    }
    files.sync(RelativePath.ROOT);
  }

  private void directories(RelativePath directory) throws IOException {
    if (directory.isRoot() || tree.find(directory).isPresent()) {
      return;
    }
    directories(directory.parent());
    tree.makeDirectory(directory);
    try (Inode made = tree.open(directory)) {
      made.permissions(DIRECTORY);
    }
  }

  private void put(RelativePath path) throws IOException {
    step.accept("restore");
    try {
      files.rename(entry.place(), tree, path, Tree.Replacing.KEEP);
      tree.sync(path.parent());
    } catch (FileFailure e) {
      if (e.reason() != Reason.ELSEWHERE) {
        throw e;
      }
      RelativePath temporary = path.temporaryBeside();
      try {
        FileCopy.make(files, entry.place(), tree, temporary);
        step.accept("restore copy");
        tree.rename(temporary, tree, path, Tree.Replacing.KEEP);
      } catch (IOException failed) {
        if (tree.find(temporary).isPresent()) {
          tree.remove(temporary);
        }
        throw failed;
      }
      tree.sync(path.parent());
      step.accept("restored");
      files.remove(entry.place());
    }
  }
}
