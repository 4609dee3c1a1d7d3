package io.understudy.linux;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Author;
import io.understudy.api.files.RelativePath;
import io.understudy.linux.FanotifyEvent.Entry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Events of a whole file system by fanotify(7), Linux 5.17 or later; those outside of the tree are
/// passed over. Knows no directory but a bounded number of recent ones.
final class FanotifyEvents implements EventLoop.Events {
  private static final int FAN_CLOEXEC_NONBLOCK = 3;
  private static final int FAN_REPORT_DFID_NAME_TARGET = 0x1e00;
  private static final int FAN_MARK_ADD_FILESYSTEM = 0x101;

  /// A piece with less than this has emptied the queue.
  private static final long SHORT = 128 * 1024;

  /// In pieces: what one tells can't be ahead of what is that much later.
  private static final long SAFE = 3;

  private static final long MASK =
      FanotifyEvent.MODIFY
          | FanotifyEvent.ATTRIB
          | FanotifyEvent.CLOSE_WRITE
          | FanotifyEvent.CREATE
          | FanotifyEvent.DELETE
          | FanotifyEvent.RENAME
          | FanotifyEvent.ONDIR;

  private final Path root;
  private final DirectoryPaths paths;
  private final int descriptor;
  private final int self = (int) ProcessHandle.current().pid();
  private final Renamings renamings = new Renamings();

  /// Counts pieces after which the queue was empty.
  private long piece;

  private long lastMove = -SAFE;

  private FanotifyEvents(Path root, DirectoryPaths paths, int descriptor) {
    this.root = root;
    this.paths = paths;
    this.descriptor = descriptor;
  }

  static FanotifyEvents open(Path root) throws IOException {
    int directory = KernelTrees.descriptor(root);
    int group = -1;
    try (Scratch scratch = Scratch.take()) {
      int flags = FAN_CLOEXEC_NONBLOCK | FAN_REPORT_DFID_NAME_TARGET;
      group = Call.FANOTIFY_INIT.with(scratch, flags, FileNumbers.O_CLOEXEC);
      check("fanotify", group);
      DirectoryPaths paths = new DirectoryPaths(directory);
      int marked =
          Call.FANOTIFY_MARK.with(scratch, group, FAN_MARK_ADD_FILESYSTEM, MASK, directory, 0);
      check("fanotify on the file system of " + root, marked);
      return new FanotifyEvents(root, paths, group);
    } catch (IOException e) {
      Libc.close(directory);
      if (group >= 0) {
        Libc.close(group);
      }
      throw e;
    }
  }

  private static void check(String what, int result) throws IOException {
    if (result < 0) {
      throw Refusal.of(what, result);
    }
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void decode(MemorySegment events, List<Change> changes) {
    renamings.next();
    long at = 0;
    while (at < events.byteSize()) {
      int length = FanotifyEvent.length(events, at);
      FanotifyEvent event = FanotifyEvent.of(events.asSlice(at, length));
      try {
        event(event, changes);
      } catch (IOException | IllegalArgumentException e) {
        changes.add(new Change.Unknown(RelativePath.ROOT, String.valueOf(e.getMessage())));
      }
      if (!changes.isEmpty() && changes.getLast() instanceof Change.Ended) {
        return;
      }
      at += length;
    }
    piece += events.byteSize() < SHORT ? 1 : 0;
  }

  private void event(FanotifyEvent event, List<Change> changes) throws IOException {
    if (event.is(FanotifyEvent.OVERFLOW)) {
      paths.forget();
      changes.add(new Change.Unknown(RelativePath.ROOT, "too many changes at once"));
      checkRoot(changes);
    } else if (event.entry() == null) {
      nameless(event, changes);
    } else if (event.renamed() != null) {
      renamed(event, path(event.entry()), path(event.renamed()), changes);
    } else {
      Optional<RelativePath> path = path(event.entry());
      if (path.isPresent()) {
        changes.add(
            new Change.Touched(
                path.get(),
                event.is(FanotifyEvent.ONDIR),
                ChangeKinds.of(event.mask()),
                by(event)));
      } else if (event.is(FanotifyEvent.DELETE)
          && event.is(FanotifyEvent.ONDIR)
          && (event.target() == null || paths.isRoot(event.target()))) {
        checkRoot(changes);
      }
    }
  }

  /// The kernel's NFS server opens files by their handles; then the kernel may not know the name.
  private void nameless(FanotifyEvent event, List<Change> changes) throws IOException {
    if (event.target() != null) {
      paths
          .resolve(event.target())
          .ifPresent(
              path ->
                  changes.add(
                      new Change.Touched(
                          path,
                          event.is(FanotifyEvent.ONDIR),
                          ChangeKinds.of(event.mask()),
                          by(event))));
    }
  }

  private Author by(FanotifyEvent event) {
    return event.process() == self ? Author.SELF : Author.OTHER;
  }

  private Optional<RelativePath> path(Entry entry) throws IOException {
    Optional<RelativePath> directory = paths.find(entry.directory());
    return directory.isEmpty() || entry.itself()
        ? directory
        : Optional.of(directory.get().resolve(entry.name()));
  }

  private void renamed(
      FanotifyEvent event,
      Optional<RelativePath> from,
      Optional<RelativePath> to,
      List<Change> changes)
      throws IOException {
    boolean directory = event.is(FanotifyEvent.ONDIR);
    if (directory && (from.isPresent() || to.isPresent())) {
      paths.forget();
    }
    if (from.isPresent() && to.isPresent()) {
      Change.Renamed renamed = new Change.Renamed(from.get(), to.get(), directory, by(event));
      renamings.tell(renamed, event.target(), changes);
      if (directory) {
        moved(to.get(), changes);
      }
    } else if (from.isPresent()) {
      changes.add(new Change.Left(from.get(), directory, by(event)));
    } else if (to.isPresent()) {
      changes.add(new Change.Entered(to.get(), directory, by(event)));
    } else if (directory) {
      checkRoot(changes);
    }
  }

  /// A path is asked for after the change, so it may be ahead of renamings that come next. After
  /// one directory was renamed, names from before and after lead to what is below it; with two, a
  /// name may have been missed.
  private void moved(RelativePath to, List<Change> changes) {
    if (piece - lastMove < SAFE) {
      changes.add(new Change.Unknown(to, "directories were renamed one upon the other"));
    }
    lastMove = piece;
  }

  private void checkRoot(List<Change> changes) throws IOException {
    if (!paths.rootIsInPlace()) {
      changes.add(new Change.Ended(root + " was removed or renamed"));
    }
  }

  @Override
  public boolean unfinished() {
    return false;
  }

  @Override
  public boolean restless() {
    return false;
  }

  @Override
  public void settle(boolean quiet, List<Change> changes) {}

  @Override
  public void close() {
    Libc.close(descriptor);
    paths.close();
  }
}
