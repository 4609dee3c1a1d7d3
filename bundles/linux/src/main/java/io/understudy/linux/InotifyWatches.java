package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.files.Change;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The watches of one inotify instance: one for each directory of a tree, on its file system.
///
/// A directory is watched first and listed then, so nothing in it is missed. It is reached through
/// its parent, which has to be the one that is meant: events tell of what was, and another
/// directory may have that name by now. Where it can't be reached, a renaming will follow that
/// brings it back; then all below the new name is looked at again.
final class InotifyWatches implements AutoCloseable {
  private static final int ONLYDIR_EXCL_UNLINK = 0x05000000;
  private static final int MOVES = 0x40 | 0x80;
  private static final int SELF = 0x400 | 0x800;
  private static final int MASK =
      (int)
          (FanotifyEvent.MODIFY
              | FanotifyEvent.ATTRIB
              | FanotifyEvent.CLOSE_WRITE
              | FanotifyEvent.CREATE
              | FanotifyEvent.DELETE
              | MOVES
              | ONLYDIR_EXCL_UNLINK);

  private final Path path;
  private final int descriptor;
  private final Map<Integer, WatchedDirectory> watched = new HashMap<>();
  private final WatchedDirectory root;
  private final long device;
  private final int parentWatch;

  /// A directory wasn't found, since it was renamed or removed meanwhile.
  private boolean missed;

  /// Places are those of now; events that are still queued tell of earlier ones.
  private boolean ahead;

  private enum Known {
    YES,
    NO,
    UNKNOWN
  }

  /// What is left to be added.
  private record Wanted(WatchedDirectory parent, byte[] name) {}

  InotifyWatches(Path path) throws IOException {
    this.path = path;
    int directory = KernelTrees.descriptor(path);
    try (Scratch scratch = Scratch.take()) {
      descriptor = Call.INOTIFY_INIT.with(scratch, FileNumbers.O_CLOEXEC | FileNumbers.O_NONBLOCK);
      check("inotify", descriptor);
      try {
        long inode = inode(scratch, directory);
        device = Statx.device(scratch);
        root = new WatchedDirectory(watch(scratch, directory, MASK | SELF), inode);
        watched.put(root.watch, root);
        parentWatch = watchParent(scratch, directory);
        addAll(root, null);
      } catch (IOException e) {
        Libc.close(descriptor);
        throw e;
      }
    } finally {
      Libc.close(directory);
    }
  }

  /// A removed root tells nothing while somebody has it open; its parent does.
  private int watchParent(Scratch scratch, int directory) throws IOException {
    int flags = FileNumbers.O_PATH | FileNumbers.O_CLOEXEC;
    int parent = Call.OPENAT.with(scratch, directory, scratch.path(".."), flags);
    check("opening the parent of " + path, parent);
    try {
      return inode(scratch, parent) == root.inode // the root of all
          ? root.watch
          : watch(scratch, parent, (int) (FanotifyEvent.DELETE | MOVES) | ONLYDIR_EXCL_UNLINK);
    } finally {
      Libc.close(parent);
    }
  }

  private static void check(String what, int result) throws IOException {
    if (result < 0) {
      throw Refusal.of(what, result);
    }
  }

  private int watch(Scratch scratch, int directory, int mask) throws IOException {
    long name = scratch.descriptorPath(directory);
    int watch = Call.INOTIFY_ADD_WATCH.with(scratch, descriptor, name, mask);
    if (watch == -FileNumbers.ENOSPC) {
      throw new FileFailure(
          "%d directories in %s are watched; for more, raise the sysctl fs.inotify.max_user_watches"
              .formatted(watched.size(), path),
          Reason.NO_SPACE,
          -watch);
    }
    check("watching a directory in " + path, watch);
    return watch;
  }

  private static long inode(Scratch scratch, int directory) throws IOException {
    check("looking at a directory", Statx.of(scratch, directory));
    return scratch.small().get(JAVA_LONG, 0x20);
  }

  int descriptor() {
    return descriptor;
  }

  WatchedDirectory root() {
    return root;
  }

  /// {@return null if it went out of the tree}
  @Nullable WatchedDirectory directory(int watch) {
    WatchedDirectory found = watched.get(watch);
    return found != null && found.isIn(root) ? found : null;
  }

  /// {@return whether an event comes from the root's parent, and the root isn't there any more}
  boolean endsRoot(int watch) throws IOException {
    if (watch != parentWatch || watch == root.watch) {
      return false;
    }
    try {
      below().close();
      return false;
    } catch (FileFailure e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
      return true;
    }
  }

  /// The kernel ended a watch.
  void forget(int watch) {
    WatchedDirectory ended = watched.remove(watch);
    if (ended != null && ended != root) {
      ended.cutOff();
    }
  }

  /// Watches a new directory and all below it, and tells what is in it.
  void add(WatchedDirectory parent, byte[] name, List<Change> changes) throws IOException {
    try (Below below = below()) {
      add(below, new Wanted(parent, name), changes);
    }
  }

  /// Watches what is below a directory.
  ///
  /// @param changes where to tell all that is there; null: nobody
  private void addAll(WatchedDirectory top, @Nullable List<Change> changes) throws IOException {
    try (Below below = below()) {
      int directory = below.open(top.path(), FileNumbers.O_DIRECTORY);
      if (directory < 0) {
        missed = true;
        return;
      }
      List<Wanted> wanted = list(top, directory, changes);
      for (Wanted one : wanted) {
        add(below, one, changes);
      }
    }
  }

  /// @throws IOException if the root isn't the one that is watched
  private Below below() throws IOException {
    int directory = KernelTrees.descriptor(path);
    try (Scratch scratch = Scratch.take()) {
      if (inode(scratch, directory) != root.inode || Statx.device(scratch) != device) {
        Libc.close(directory);
        throw new IOException(path + " is another directory now");
      }
    }
    return new Below(directory, true);
  }

  private void add(Below below, Wanted first, @Nullable List<Change> changes) throws IOException {
    Deque<Wanted> wanted = new ArrayDeque<>();
    wanted.push(first);
    while (!wanted.isEmpty()) {
      Wanted next = wanted.pop();
      int directory = reach(below, next);
      if (directory >= 0) {
        WatchedDirectory added;
        try (Scratch scratch = Scratch.take()) {
          long inode = inode(scratch, directory);
          if (Statx.device(scratch) != device) {
            Libc.close(directory);
            continue;
          }
          int watch = watch(scratch, directory, MASK);
          added = watched.computeIfAbsent(watch, number -> new WatchedDirectory(number, inode));
        }
        if (next.parent().isIn(added)) {
          missed = true; // one of them was moved between two looks: events will tell
          Libc.close(directory);
          continue;
        }
        added.moveTo(next.parent(), next.name());
        list(added, directory, changes).forEach(wanted::push);
      } else if (directory == -Numbers.ENOENT) {
        missed = true;
      }
    }
  }

  /// {@return whether the directory is at a place; unknown if nothing is there just now}
  private Known isThere(WatchedDirectory parent, byte[] name, WatchedDirectory directory)
      throws IOException {
    try (Below below = below()) {
      int found = reach(below, new Wanted(parent, name));
      if (found < 0) {
        return Known.UNKNOWN;
      }
      try (Scratch scratch = Scratch.take()) {
        return inode(scratch, found) == directory.inode ? Known.YES : Known.NO;
      } finally {
        Libc.close(found);
      }
    }
  }

  /// {@return a descriptor, or a negative error number if it isn't there any more}
  private static int reach(Below below, Wanted wanted) throws IOException {
    int path = FileNumbers.O_PATH | FileNumbers.O_DIRECTORY;
    int parent = below.open(wanted.parent().path(), path);
    if (parent < 0) {
      return parent;
    }
    try (Scratch scratch = Scratch.take()) {
      int flags = FileNumbers.O_DIRECTORY | FileNumbers.O_NOFOLLOW | FileNumbers.O_CLOEXEC;
      byte[] name = wanted.name();
      return inode(scratch, parent) == wanted.parent().inode
          ? Call.OPENAT.with(scratch, parent, scratch.name(name, 0, name.length), flags)
          : -Numbers.ENOENT;
    } finally {
      Libc.close(parent);
    }
  }

  /// {@return the directories in it}
  ///
  /// @param descriptor closed by this
  private List<Wanted> list(
      WatchedDirectory directory, int descriptor, @Nullable List<Change> changes)
      throws IOException {
    List<Wanted> found = new ArrayList<>();
    try {
      RelativePath at = directory.path();
      Listing.names(
          () -> "listing %s in %s".formatted(at, path),
          descriptor,
          (name, isDirectory) -> {
            if (isDirectory) {
              found.add(new Wanted(directory, name));
            }
            if (changes != null) {
              Set<Change.Kind> created = ChangeKinds.of(FanotifyEvent.CREATE);
              changes.add(
                  new Change.Touched(
                      at.resolve(name), isDirectory, created, Change.Author.UNKNOWN));
            }
          });
    } finally {
      Libc.close(descriptor);
    }
    return found;
  }

  void removed(WatchedDirectory parent, byte[] name) {
    WatchedDirectory child = parent.child(name);
    if (child != null) {
      child.cutOff();
    }
  }

  /// A directory was renamed within the tree.
  ///
  /// @param known as which it was known at its old name; null if it wasn't
  void moved(
      Change.Renamed renamed,
      @Nullable WatchedDirectory known,
      WatchedDirectory parent,
      byte[] name,
      List<Change> changes)
      throws IOException {
    WatchedDirectory moved = known == null ? null : watched.get(known.watch);
    WatchedDirectory displaced = parent.child(name);
    boolean replaced = displaced != null && displaced != moved;
    boolean other =
        moved != null && (parent.isIn(moved) || isThere(parent, name, moved) == Known.NO);
    if (replaced || other) {
      // Over an empty directory, or one half of an exchange: the events are the same. Or another
      // one had been found at the old name, since a look is newer than the events that are queued.
      renew();
      for (RelativePath path : List.of(renamed.from(), renamed.to())) {
        changes.add(new Change.Unknown(path, "a directory took another's place"));
      }
    } else if (moved == null) {
      add(parent, name, changes);
    } else {
      moved.moveTo(parent, name);
      if (missed) {
        addAll(moved, changes);
      }
    }
    if (ahead) {
      changes.add(new Change.Unknown(renamed.to(), "directories were renamed one upon the other"));
    }
  }

  /// {@return whether events may be queued that explain what was found}
  boolean unsure() {
    return missed || ahead;
  }

  /// No events are queued: where it wasn't sure what is where, all is looked at again.
  void makeSure(List<Change> changes) throws IOException {
    if (!unsure()) {
      return;
    }
    missed = false;
    Map<Integer, RelativePath> before = places();
    renew();
    ahead = false;
    Map<Integer, RelativePath> now = places();
    Set<RelativePath> wrong = new TreeSet<>();
    now.forEach(
        (watch, path) -> {
          RelativePath taken = before.get(watch);
          if (!path.equals(taken)) {
            wrong.add(path);
            if (taken != null) {
              wrong.add(taken);
            }
          }
        });
    wrong.forEach(path -> changes.add(new Change.Unknown(path, "many were renamed at once")));
  }

  private Map<Integer, RelativePath> places() {
    Map<Integer, RelativePath> places = new HashMap<>();
    watched.forEach(
        (watch, directory) -> {
          if (directory.isIn(root)) {
            places.put(watch, directory.path());
          }
        });
    return places;
  }

  /// A directory went out of the tree; or is one that has taken the place of one that did.
  void left(WatchedDirectory gone) throws IOException {
    WatchedDirectory parent = gone.parent();
    if (parent != null && isThere(parent, gone.name(), gone) == Known.YES) {
      ahead = true;
      return;
    }
    List<WatchedDirectory> all = watched.values().stream().filter(one -> one.isIn(gone)).toList();
    for (WatchedDirectory one : all) {
      watched.remove(one.watch); // at once: it may be back before the kernel has confirmed
      remove(one);
    }
    gone.cutOff();
  }

  private void remove(WatchedDirectory directory) {
    try (Scratch scratch = Scratch.take()) {
      Call.INOTIFY_RM_WATCH.with(scratch, descriptor, directory.watch);
    }
  }

  /// Finds out anew what is where.
  void renew() throws IOException {
    ahead = true;
    Map<Integer, WatchedDirectory> before = Map.copyOf(watched);
    before.values().stream().filter(one -> one != root).forEach(WatchedDirectory::cutOff);
    watched.clear();
    watched.put(root.watch, root);
    addAll(root, null);
    before.forEach(
        (watch, directory) -> {
          if (!watched.containsKey(watch)) {
            remove(directory);
          }
        });
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
