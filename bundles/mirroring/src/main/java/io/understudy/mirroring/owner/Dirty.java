package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change that isn't in the copy yet. [DirtySet] and [Waiting] change it, nobody else; what
/// orders it changes only while it is in no queue.
final class Dirty {
  static final Comparator<Dirty> BY_AGE =
      Comparator.<Dirty, Instant>comparing(one -> one.since).thenComparingLong(one -> one.id);

  static final Comparator<Dirty> BY_DUE =
      Comparator.<Dirty>comparingLong(one -> one.due).thenComparingLong(one -> one.id);

  /// What has to be done. The later ones include the earlier.
  enum What {
    LOOK,
    COMPARE,
    MOVE
  }

  final long id;

  /// Of a move: the new name.
  final RelativePath path;

  final @Nullable RelativePath from;

  /// Of a move: whether a directory was renamed.
  final boolean directory;

  What what;

  /// Its place in the order; a pass takes lower ones first.
  long order;

  /// When the first of its changes was heard of, by the wall clock.
  Instant since;

  /// Not before, in monotonic nanoseconds.
  long due;

  /// Somebody is still writing: it waits for the closing.
  boolean open;

  /// It was written to while it waited for its closing.
  boolean written;

  /// It was made while it waits: whatever the copy has by that name, it isn't this.
  boolean made;

  /// The name is new and nobody ever looked: the copy has nothing there.
  boolean fresh;

  /// When it was, in monotonic nanoseconds.
  long heard;

  /// It is on its way, and a renaming has made its old place in the order a bad one.
  boolean overtaken;

  /// A comparison by size and time isn't enough: its content was changed too.
  boolean thenLook;

  /// Waits for another item of the same path to come back.
  boolean blocked;

  int attempts;
  String reason = "";

  private Dirty(
      long id,
      What what,
      RelativePath path,
      @Nullable RelativePath from,
      boolean directory,
      Instant since) {
    this.id = id;
    this.order = id;
    this.what = what;
    this.path = path;
    this.from = from;
    this.directory = directory;
    this.since = since;
  }

  static Dirty at(long id, What what, RelativePath path, Instant since) {
    return new Dirty(id, what, path, null, false, since);
  }

  static Dirty move(long id, RelativePath from, RelativePath to, boolean directory, Instant since) {
    return new Dirty(id, What.MOVE, to, from, directory, since);
  }

  Item item() {
    return switch (what) {
      case LOOK -> new Item.Look(path);
      case COMPARE -> new Item.Compare(path, false);
      case MOVE -> new Item.Move(origin(), path, directory);
    };
  }

  /// {@return where it may touch all that is below: what can't be renamed is compared}
  List<RelativePath> wide() {
    return switch (what) {
      case LOOK -> List.of();
      case COMPARE -> List.of(path);
      case MOVE -> List.of(origin(), path);
    };
  }

  /// {@return the old name of a move}
  RelativePath origin() {
    if (from == null) {
      throw new IllegalStateException(path + " wasn't renamed");
    }
    return from;
  }

  @Override
  public String toString() {
    return "%d %s %s".formatted(order, what, path);
  }
}
