package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Removes from the copy, and only what belongs to the rule.
final class Removal {
  private static final int MOST = 512;

  private final Copy copy;

  Removal(Copy copy) {
    this.copy = copy;
  }

  /// Removes what vanished at the source.
  void remove(RelativePath path) throws IOException {
    if (!copy.deletions) {
      throw new FileFailure(
          path + ": deletions are off on the standby", FileFailure.Reason.DENIED, 0);
    }
    Optional<Metadata> found = find(path);
    if (found.isPresent() && copy.chosen.takes(path, found.get().kind())) {
      removeAll(path, found.get().kind());
      copy.placed(path);
    }
  }

  private Optional<Metadata> find(RelativePath path) throws IOException {
    try {
      return copy.tree.find(path);
    } catch (FileFailure e) {
      if (Source.absent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Makes way for something of another kind.
  void clear(RelativePath path, Kind present) throws IOException {
    if (!copy.chosen.takes(path, present)) {
      throw new FileFailure(
          path + ": what is there is not selected on the standby", FileFailure.Reason.DENIED, 0);
    }
    if (present == Kind.DIRECTORY && copy.deletions) {
      removeAll(path, present);
    } else {
      copy.tree.remove(path);
    }
  }

  /// Removes an unfinished file of ours.
  void unfinished(RelativePath path) throws IOException {
    Optional<Metadata> found = find(path);
    if (found.isPresent()) {
      copy.tree.remove(path);
    }
  }

  private void removeAll(RelativePath path, Kind kind) throws IOException {
    if (kind == Kind.DIRECTORY && !emptied(path)) {
      return; // what isn't selected stays, and so does its directory
    }
    try {
      copy.tree.remove(path);
    } catch (FileFailure e) {
      if (e.reason() != FileFailure.Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  private static RelativePath below(RelativePath directory, byte[] name) throws FileFailure {
    try {
      return directory.resolve(name);
    } catch (IllegalArgumentException e) {
      throw new FileFailure(String.valueOf(e.getMessage()), FileFailure.Reason.TOO_LONG, 0);
    }
  }

  /// {@return whether nothing is left in it}
  private boolean emptied(RelativePath directory) throws IOException {
    boolean kept = false;
    boolean more;
    do {
      List<RelativePath> directories = new ArrayList<>();
      boolean[] seen = new boolean[2];
      copy.tree.list(
          directory,
          (name, found) -> {
            RelativePath path = below(directory, name);
            boolean isDirectory = found.kind() == Kind.DIRECTORY;
            if (!path.isTemporary() && !copy.chosen.takesIn(path, isDirectory)) {
              seen[0] = true;
            } else if (!isDirectory) {
              copy.tree.remove(path);
            } else if (directories.size() < MOST) {
              directories.add(path);
            } else {
              seen[1] = true;
            }
          });
      kept |= seen[0];
      boolean progress = false;
      for (RelativePath one : directories) {
        if (emptied(one)) {
          copy.tree.remove(one);
          progress = true;
        } else {
          kept = true;
        }
      }
      more = seen[1] && progress;
      kept |= seen[1] && !progress;
    } while (more);
    return !kept;
  }
}
