package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Author;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events of each directory of a tree by inotify(7).
final class InotifyEvents implements EventLoop.Events {
  private static final int MOVED_FROM = 0x40;
  private static final int MOVED_TO = 0x80;
  private static final int DELETE_SELF = 0x400;
  private static final int MOVE_SELF = 0x800;
  private static final int UNMOUNT = 0x2000;
  private static final int IGNORED = 0x8000;
  private static final int HEADER = 16;

  private final Path root;
  private final InotifyWatches watches;
  /// Entries whose new names may follow, by cookie.
  private final Map<Integer, Gone> gone = new LinkedHashMap<>();

  private long piece;
  private final Renamings renamings = new Renamings();

  /// @param directory that it was heard from
  private record Event(WatchedDirectory directory, int mask, int cookie, byte[] name) {
    boolean is(long kind) {
      return (mask & kind) != 0;
    }

    boolean ofDirectory() {
      return is(FanotifyEvent.ONDIR);
    }

    RelativePath path() {
      return name.length == 0 ? directory.path() : directory.path().resolve(name);
    }
  }

  /// @param then where it was
  /// @param watched the directory, if it was one that is watched
  /// @param piece in which it was read
  /// @param moves how often that one had been moved
  private record Gone(
      Event event, RelativePath then, @Nullable WatchedDirectory watched, int moves, long piece) {}

  InotifyEvents(Path root, InotifyWatches watches) {
    this.root = root;
    this.watches = watches;
  }

  static InotifyEvents open(Path root) throws IOException {
    return new InotifyEvents(root, new InotifyWatches(root));
  }

  @Override
  public int descriptor() {
    return watches.descriptor();
  }

  @Override
  public void decode(MemorySegment events, List<Change> changes) {
    long at = 0;
    piece++;
    renamings.next();
    try {
      while (at < events.byteSize()) {
        int length = events.get(JAVA_INT, at + 12);
        event(
            events.get(JAVA_INT, at),
            events.get(JAVA_INT, at + 4),
            events.get(JAVA_INT, at + 8),
            name(events.asSlice(at + HEADER, length)),
            changes);
        if (!changes.isEmpty() && changes.getLast() instanceof Change.Ended) {
          return;
        }
        at += HEADER + length;
      }
      settle(piece, changes);
    } catch (IOException e) {
      changes.add(new Change.Ended(String.valueOf(e.getMessage())));
    }
  }

  private static byte[] name(MemorySegment padded) {
    int length = 0;
    while (length < padded.byteSize() && padded.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return padded.asSlice(0, length).toArray(JAVA_BYTE);
  }

  private void event(int watch, int mask, int cookie, byte[] name, List<Change> changes)
      throws IOException {
    WatchedDirectory directory = watches.directory(watch);
    if ((mask & FanotifyEvent.OVERFLOW) != 0) {
      gone.clear();
      watches.renew();
      changes.add(new Change.Unknown(RelativePath.ROOT, "too many changes at once"));
    } else if ((mask & IGNORED) != 0) {
      watches.forget(watch);
    } else if (watches.endsRoot(watch)) {
      changes.add(new Change.Ended(root + " was removed or renamed"));
    } else if (directory != null) {
      Event event = new Event(directory, mask, cookie, name);
      if (name.length == 0) {
        itself(event, changes);
      } else {
        entry(event, changes);
      }
    }
  }

  /// Only the root's own changes matter: its parent isn't watched.
  private void itself(Event event, List<Change> changes) {
    if (event.directory() == watches.root()) {
      if (event.is(DELETE_SELF | MOVE_SELF | UNMOUNT)) {
        changes.add(new Change.Ended(root + " was removed, renamed or unmounted"));
      } else if (event.is(FanotifyEvent.ATTRIB)) {
        touched(event, changes);
      }
    }
  }

  private static void touched(Event event, List<Change> changes) {
    Set<Change.Kind> kinds = ChangeKinds.of(event.mask());
    changes.add(new Change.Touched(event.path(), event.ofDirectory(), kinds, Author.UNKNOWN));
  }

  private void entry(Event event, List<Change> changes) throws IOException {
    if (event.is(MOVED_FROM)) {
      WatchedDirectory child = event.directory().child(event.name());
      int moves = child == null ? 0 : child.moves();
      gone.put(event.cookie(), new Gone(event, event.path(), child, moves, piece));
    } else if (event.is(MOVED_TO)) {
      movedTo(event, changes);
    } else {
      touched(event, changes);
      if (event.ofDirectory() && event.is(FanotifyEvent.CREATE)) {
        watches.add(event.directory(), event.name(), changes);
      } else if (event.ofDirectory() && event.is(FanotifyEvent.DELETE)) {
        watches.removed(event.directory(), event.name());
      }
    }
  }

  private void movedTo(Event event, List<Change> changes) throws IOException {
    Gone from = gone.remove(event.cookie());
    if (from == null) {
      changes.add(new Change.Entered(event.path(), event.ofDirectory(), Author.UNKNOWN));
      if (event.ofDirectory()) {
        watches.add(event.directory(), event.name(), changes);
      }
      return;
    }
    Change.Renamed renamed =
        new Change.Renamed(path(from), event.path(), event.ofDirectory(), Author.UNKNOWN);
    renamings.tell(renamed, null, changes);
    if (event.ofDirectory()) {
      watches.moved(renamed, from.watched(), event.directory(), event.name(), changes);
    }
  }

  /// {@return its name for whoever has taken in all that was told} The directory may have been
  /// renamed meanwhile, or is gone too.
  private RelativePath path(Gone gone) {
    WatchedDirectory directory = watches.directory(gone.event().directory().watch);
    return directory == null ? gone.then() : directory.path().resolve(gone.event().name());
  }

  @Override
  public boolean unfinished() {
    return !gone.isEmpty();
  }

  @Override
  public boolean restless() {
    return unfinished() || watches.unsure();
  }

  @Override
  public void settle(boolean quiet, List<Change> changes) {
    try {
      settle(Long.MAX_VALUE, changes);
      if (quiet) {
        watches.makeSure(changes);
      }
    } catch (IOException e) {
      changes.add(new Change.Ended(String.valueOf(e.getMessage())));
    }
  }

  /// The two halves of a renaming are queued one after the other, but others may get between.
  private void settle(long before, List<Change> changes) throws IOException {
    Iterator<Gone> each = gone.values().iterator();
    while (each.hasNext()) {
      Gone one = each.next();
      if (one.piece() < before) {
        each.remove();
        Event event = one.event();
        changes.add(new Change.Left(path(one), event.ofDirectory(), Author.UNKNOWN));
        if (one.watched() != null && one.watched().moves() == one.moves()) {
          watches.left(one.watched());
        }
      }
    }
  }

  @Override
  public void close() {
    watches.close();
  }
}
