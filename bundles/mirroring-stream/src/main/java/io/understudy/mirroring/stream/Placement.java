package io.understudy.mirroring.stream;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/// Puts files into their places in the copy: each with all its attributes, and all at once.
///
/// Methods return how many directories they had to make.
final class Placement {
  private static final byte[] ZEROS = new byte[Limits.BLOCK];

  private final Copy copy;
  private final Tree tree;

  Placement(Copy copy) {
    this.copy = copy;
    tree = copy.tree;
  }

  /// @param done false if the copy hasn't what it takes
  record Linked(boolean done, int made) {
    static final Linked NOT = new Linked(false, 0);
  }

  /// Makes something that has to have a directory.
  @FunctionalInterface
  private interface Making {
    void make() throws IOException;
  }

  private int made(RelativePath path, Making making) throws IOException {
    try {
      making.make();
      return 0;
    } catch (FileFailure e) {
      boolean way = e.reason() == Reason.WRONG_KIND || Source.absent(e);
      int made = way ? parents(path) : 0;
      if (made == 0) {
        throw e;
      }
      making.make();
      return made;
    }
  }

  /// Makes the directories that a path is in; what is there in place of one has to go.
  private int parents(RelativePath path) throws IOException {
    Deque<RelativePath> missing = new ArrayDeque<>();
    RelativePath directory = path;
    boolean there = false;
    while (!there && !directory.isRoot()) {
      directory = directory.parent();
      Optional<Metadata> found = find(directory);
      there = found.isPresent() && found.get().kind() == Kind.DIRECTORY;
      if (!there) {
        missing.push(directory);
      }
      if (found.isPresent() && !there) {
        copy.removal.clear(directory, found.get().kind());
      }
    }
    for (RelativePath one : missing) {
      tree.makeDirectory(one);
      copy.placed(one);
    }
    return missing.size();
  }

  private Optional<Metadata> find(RelativePath path) throws IOException {
    try {
      return tree.find(path);
    } catch (FileFailure e) {
      if (Source.absent(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  int file(RelativePath path, FileState state, byte[] content, int at, int length)
      throws IOException {
    Drafted drafted = draft(path);
    try (Draft draft = drafted.draft()) {
      write(draft, content, at, length);
      publish(draft, path, state);
    }
    return drafted.made();
  }

  /// Blocks of zeros become holes.
  private static void write(Draft draft, byte[] content, int start, int length) throws IOException {
    int from = 0;
    int at = 0;
    while (at < length) {
      int end = Math.min(length, at + Limits.BLOCK);
      if (content[start + at] == 0 && zeros(content, start + at, start + end)) {
        write(draft, content, start, from, at);
        from = end;
      }
      at = end;
    }
    write(draft, content, start, from, length);
    if (from == length && length > 0) {
      draft.truncate(length);
    }
  }

  private static boolean zeros(byte[] content, int from, int to) {
    return to - from == Limits.BLOCK && Arrays.equals(content, from, to, ZEROS, 0, Limits.BLOCK);
  }

  private static void write(Draft draft, byte[] content, int start, int from, int to)
      throws IOException {
    if (to > from) {
      draft.write(ByteBuffer.wrap(content, start + from, to - from), from);
    }
  }

  /// @param made directories that were made for it
  record Drafted(Draft draft, int made) {}

  Drafted draft(RelativePath path) throws IOException {
    copy.busy.in(path.parent());
    Draft[] draft = new Draft[1];
    int made = made(path, () -> draft[0] = tree.draft(path));
    return new Drafted(draft[0], made);
  }

  /// Gives it its attributes, and its place.
  void publish(Draft draft, RelativePath path, FileState state) throws IOException {
    state.apply(draft);
    if (copy.syncs()) {
      draft.sync();
    }
    try {
      draft.publish();
    } catch (FileFailure e) {
      if (e.reason() != Reason.WRONG_KIND) {
        throw e;
      }
      copy.removal.clear(path, Kind.DIRECTORY);
      draft.publish();
    }
    copy.placed(path);
  }

  int directory(RelativePath path, FileState state) throws IOException {
    int made = 0;
    if (!present(path, state)) {
      Optional<Metadata> found = find(path);
      if (found.isPresent()) {
        copy.removal.clear(path, found.get().kind());
      }
      made = 1 + made(path, () -> tree.makeDirectory(path));
      apply(path, state);
    }
    copy.placed(path);
    return made;
  }

  /// {@return whether there is a directory; it has its attributes then} Most get no more than other
  /// times.
  private boolean present(RelativePath path, FileState state) throws IOException {
    try (Inode inode = tree.open(path)) {
      Metadata found = inode.metadata();
      boolean directory = found.kind() == Kind.DIRECTORY;
      if (directory) {
        state.apply(inode, found);
      }
      return directory;
    } catch (FileFailure e) {
      if (Source.absent(e)) {
        return false;
      }
      throw e;
    }
  }

  int symlink(RelativePath path, FileState state, byte[] target) throws IOException {
    Optional<Metadata> found = find(path);
    boolean same =
        found.isPresent()
            && found.get().kind() == Kind.SYMLINK
            && Arrays.equals(tree.readSymlink(path), target);
    return replaced(path, found, same, state, at -> tree.makeSymlink(at, target));
  }

  int node(RelativePath path, FileState state) throws IOException {
    Optional<Metadata> found = find(path);
    boolean same =
        found.isPresent()
            && found.get().kind() == state.kind()
            && found.get().special() == state.special();
    return replaced(
        path, found, same, state, at -> tree.makeNode(at, state.kind(), state.special()));
  }

  /// Makes something that has no content.
  @FunctionalInterface
  private interface MakingAt {
    void make(RelativePath at) throws IOException;
  }

  private int replaced(
      RelativePath path, Optional<Metadata> found, boolean same, FileState state, MakingAt making)
      throws IOException {
    if (path.isRoot()) {
      throw new Violation("the root is a " + state.kind());
    }
    if (same) {
      apply(path, state);
      return 0;
    }
    copy.busy.in(path.parent());
    RelativePath temporary = path.temporaryBeside();
    int made = made(path, () -> making.make(temporary));
    boolean placed = false;
    try {
      apply(temporary, state);
      take(temporary, path, found);
      placed = true;
    } finally {
      if (!placed) {
        copy.removal.unfinished(temporary);
      }
    }
    return made;
  }

  private void apply(RelativePath path, FileState state) throws IOException {
    try (Inode inode = tree.open(path)) {
      state.apply(inode);
    }
  }

  private void take(RelativePath temporary, RelativePath path, Optional<Metadata> found)
      throws IOException {
    if (found.isPresent() && found.get().kind() == Kind.DIRECTORY) {
      copy.removal.clear(path, Kind.DIRECTORY);
    }
    tree.rename(temporary, tree, path, Replacing.REPLACE);
    copy.placed(path);
  }

  /// Sets attributes where the content is known to be right.
  boolean attributes(RelativePath path, FileState state, boolean linked) throws IOException {
    Optional<Metadata> found = find(path);
    if (found.isEmpty()
        || !same(found.get(), state.size(), state.modified())
        || found.get().links() > 1 && !linked) {
      return false;
    }
    apply(path, state);
    return true;
  }

  private static boolean same(Metadata found, long size, Instant modified) {
    return found.kind() == Kind.FILE && found.size() == size && found.modified().equals(modified);
  }

  Linked link(RelativePath path, RelativePath existing, long size, Instant modified)
      throws IOException {
    Optional<Metadata> from = find(existing);
    if (path.equals(existing) || from.isEmpty() || !same(from.get(), size, modified)) {
      return Linked.NOT;
    }
    Optional<Metadata> found = find(path);
    if (found.isEmpty()) {
      int made = made(path, () -> tree.link(existing, path));
      copy.placed(path);
      return new Linked(true, made);
    } else if (found.get().inode() != from.get().inode()) {
      copy.busy.in(path.parent());
      RelativePath temporary = path.temporaryBeside();
      tree.link(existing, temporary);
      boolean placed = false;
      try {
        take(temporary, path, found);
        placed = true;
      } finally {
        if (!placed) {
          copy.removal.unfinished(temporary);
        }
      }
    }
    return new Linked(true, 0);
  }

  /// Renames, if what has the old name is what the source has by the new one, and nothing is lost.
  Linked move(RelativePath from, RelativePath to, Kind kind, long size, Instant modified)
      throws IOException {
    Optional<Metadata> moved = find(from);
    Optional<Metadata> present = find(to);
    boolean directory = kind == Kind.DIRECTORY;
    boolean safe =
        copy.deletions
            && moved.isPresent()
            && moved.get().kind() == kind
            && (directory || same(moved.get(), size, modified))
            && (present.isEmpty()
                || present.get().kind() == kind && present.get().inode() != moved.get().inode());
    if (!safe) {
      return Linked.NOT;
    }
    try {
      int made =
          made(
              to,
              () ->
                  tree.rename(
                      from, tree, to, present.isEmpty() ? Replacing.KEEP : Replacing.REPLACE));
      copy.placed(from);
      copy.placed(to);
      return new Linked(true, made);
    } catch (FileFailure e) {
      if (e.reason() == Reason.NOT_EMPTY || e.reason() == Reason.EXISTS) {
        return Linked.NOT;
      }
      throw e;
    }
  }
}
