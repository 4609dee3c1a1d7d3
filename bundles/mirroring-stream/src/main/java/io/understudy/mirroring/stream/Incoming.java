package io.understudy.mirroring.stream;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The large file that is just coming in. A reader of the copy sees the old one until it is
/// complete; only where that is too large to be copied, blocks are put into it one after the other,
/// from a journal that goes on after a crash.
final class Incoming implements AutoCloseable {
  /// Up to this size a file is copied rather than changed in place.
  private static final long COPIES = 64 << 20;

  private final Copy copy;
  private final Placement placement;
  private boolean busy;
  private boolean clones = true;
  private long id;
  private RelativePath path = RelativePath.ROOT;
  private boolean linked;
  private int made;
  private @Nullable Metadata base;
  private @Nullable Draft draft;
  private @Nullable Journal journal;

  Incoming(Copy copy, Placement placement) {
    this.copy = copy;
    this.placement = placement;
  }

  boolean busy() {
    return busy;
  }

  boolean takes(long operation) {
    return busy && id == operation;
  }

  /// {@return directories that had to be made for the last one}
  int made() {
    return made;
  }

  /// @param expected the copy that blocks are to replace some of; null if all of it comes
  /// @param shared whether the source has other names of it
  /// @return false if the copy is another one
  boolean begin(
      long operation, RelativePath at, @Nullable Identity expected, boolean shared, long size)
      throws IOException {
    path = at;
    linked = shared;
    made = 0;
    base = null;
    if (expected == null) {
      Placement.Drafted drafted = placement.draft(path);
      draft = drafted.draft();
      made = drafted.made();
    } else {
      Optional<Metadata> found = copy.tree.find(path);
      if (found.isEmpty()
          || found.get().kind() != Kind.FILE
          || !Identity.of(found.get()).equals(expected)) {
        return false;
      }
      base = found.get();
    }
    id = operation;
    busy = true;
    return true;
  }

  void blocks(FrameReader in) throws IOException {
    prepare();
    Draft into = draft;
    if (into != null) {
      Blocks.write(in, copy.piece, into);
    } else if (journal != null) {
      journal.add(in);
    }
  }

  /// Makes what blocks are written to.
  private void prepare() throws IOException {
    Metadata from = base;
    if (draft != null || journal != null || from == null) {
      return;
    }
    boolean alone = from.links() == 1 || linked;
    if (clones || from.size() <= COPIES || !alone) {
      draft = placement.draft(path).draft();
      try (OpenFile old = copy.tree.read(path)) {
        if (cloned(draft, old)) {
          return;
        } else if (from.size() <= COPIES || !alone) {
          copyData(old, draft, from.size());
          return;
        }
      }
      draft.close();
      draft = null;
    }
    journal = Journal.begin(copy, path, from.inode());
  }

  private boolean cloned(Draft into, OpenFile old) throws IOException {
    try {
      if (clones) {
        into.cloneOf(old);
      }
      return clones;
    } catch (FileFailure e) {
      if (e.reason() != Reason.UNSUPPORTED && e.reason() != Reason.ELSEWHERE) {
        throw e;
      }
      clones = false;
      return false;
    }
  }

  private static void copyData(OpenFile from, Draft into, long size) throws IOException {
    long at = from.nextData(0);
    while (at < size) {
      long end = from.nextHole(at);
      if (into.copy(from, at, at, end - at) < end - at) {
        throw new FileFailure("the copy became shorter by itself", Reason.OTHER, 0);
      }
      at = from.nextData(end);
    }
    into.truncate(size);
  }

  /// It is complete.
  Identity end(FileState state) throws IOException {
    Metadata from = base;
    if (from != null && (from.size() != state.size() || from.links() > 1 && !linked)) {
      prepare();
    }
    Draft into = draft;
    if (into != null) {
      into.truncate(state.size());
      placement.publish(into, path, state);
    } else if (journal != null) {
      Journal complete = journal;
      journal = null;
      complete.complete(state);
      copy.journals.apply(complete);
    } else {
      try (Inode inode = copy.tree.open(path)) {
        state.apply(inode);
      }
    }
    close();
    return Identity.of(
        copy.tree
            .find(path)
            .orElseThrow(() -> new FileFailure(path + " vanished", Reason.NOT_FOUND, 0)));
  }

  /// Gives up what isn't complete.
  @Override
  public void close() throws IOException {
    busy = false;
    base = null;
    try (Draft _ = draft;
        Journal _ = journal) {
      draft = null;
      journal = null;
    }
  }
}
