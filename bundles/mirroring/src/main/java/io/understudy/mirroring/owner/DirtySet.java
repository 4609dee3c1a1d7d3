package io.understudy.mirroring.owner;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import io.understudy.mirroring.owner.Dirty.What;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// What has changed at the owner and isn't yet safe in one copy. Changes go in as they are heard;
/// items come out for passes, and leave it when the standby has confirmed them.
///
/// Pure: the time is passed in. Bounded: where too many names of a directory are dirty, the
/// directory itself is, to be compared. Not safe for threads.
final class DirtySet {
  /// How long a file that is being written waits for its closing.
  private static final long CLOSING = Duration.ofSeconds(1).toNanos();

  /// How long a new file waits for what is written to it.
  private static final long OPENING = Duration.ofMillis(5).toNanos();

  /// How long a new file that was closed waits for a renaming to the name that it is to have: mail
  /// servers and editors do that at once. Then the first name never comes to the copy.
  private static final long NAMING = Duration.ofMillis(2).toNanos();

  /// How long a directory's times wait for more to happen in it.
  private static final long SETTLING = Duration.ofSeconds(1).toNanos();

  private static final long FIRST_RETRY = Duration.ofMillis(100).toNanos();
  private static final int LONGEST_RETRY = 9; // 51 s

  private final int most;
  private final Waiting waiting = new Waiting();
  private final Ages ages = new Ages();
  private final Flights flights;
  private Scope scope;
  private long ids;
  private long news;

  /// @param most how many names there may be, about
  DirtySet(Scope scope, int most) {
    this.scope = scope;
    this.most = most;
    flights = new Flights(most);
  }

  /// The rule's selection has changed: all has to be compared.
  void adopt(Scope changed, Instant wall, long now) {
    scope = changed;
    want(What.COMPARE, RelativePath.ROOT, wall, now);
  }

  /// {@return whether it concerns this rule}
  boolean add(Change change, Instant wall, long now) {
    long before = news;
    switch (change) {
      case Change.Touched touched -> touched(touched, wall, now);
      case Change.Renamed(var from, var to, var directory, var _) -> {
        boolean out = scope.takes(from, directory);
        boolean in = scope.takes(to, directory);
        if (out && in) {
          renamed(from, to, directory, wall, now);
        } else if (out || in) {
          want(directory ? What.COMPARE : What.LOOK, out ? from : to, wall, now);
        }
      }
      case Change.Entered(var path, var directory, var _) -> crossed(path, directory, wall, now);
      case Change.Left(var path, var directory, var _) -> crossed(path, directory, wall, now);
      case Change.Unknown(var path, var _) -> crossed(path, true, wall, now);
      case Change.Ended _ -> want(What.COMPARE, RelativePath.ROOT, wall, now);
    }
    if (size() > most) {
      Collapse.into(most / 2, waiting, this::replace, wall, now);
    }
    return news != before;
  }

  /// Everything at and below it has to be compared.
  ///
  /// @param since from when on it isn't known what has changed
  void compare(RelativePath path, Instant since, long now) {
    want(What.COMPARE, path, since, now);
  }

  private void crossed(RelativePath path, boolean directory, Instant wall, long now) {
    if (scope.takes(path, directory)) {
      want(directory ? What.COMPARE : What.LOOK, path, wall, now);
    }
  }

  private void touched(Change.Touched touched, Instant wall, long now) {
    RelativePath path = touched.path();
    if (!scope.takes(path, touched.directory())) {
      return;
    }
    Set<Kind> kinds = touched.kinds();
    if (touched.directory()) {
      // There may be another one now, and nobody told what became of the old one's content.
      want(kinds.contains(Kind.DELETED) ? What.COMPARE : What.LOOK, path, wall, now);
      return;
    }
    boolean gone = kinds.contains(Kind.DELETED);
    boolean settled = gone || kinds.contains(Kind.CLOSED);
    boolean written = kinds.contains(Kind.MODIFIED);
    boolean made = kinds.contains(Kind.CREATED);
    Dirty old = waiting.at(path);
    long due = settled ? now : written ? now + CLOSING : made ? now + OPENING : now;
    if (old == null) {
      Dirty one = Dirty.at(++ids, What.LOOK, path, wall);
      one.made = made && !gone;
      one.fresh = one.made && flights.unseen(path, now);
      one.heard = now;
      one.open = !settled && (written || made);
      one.written = written;
      one.due = one.made && settled ? now + NAMING : due;
      one.blocked = flights.at(path);
      enter(one, now);
      return;
    }
    news++;
    waiting.remove(old);
    old.fresh &= !gone;
    old.made = (old.made || made) && !gone;
    old.thenLook |= old.what == What.COMPARE;
    if (old.attempts == 0) {
      if (settled && old.open) {
        old.due = old.made ? now + NAMING : now;
        old.open = false;
      } else if (!old.open) {
        old.due = gone ? now : Math.min(old.due, now + NAMING);
      } else if (written && !old.written) {
        // Once: a file that is written to all the time doesn't wait for ever.
        old.due = due;
        old.written = true;
      }
    }
    waiting.put(old, now);
  }

  private void renamed(
      RelativePath from, RelativePath to, boolean directory, Instant wall, long now) {
    Dirty old = waiting.at(from);
    if (!directory && old != null && flights.fresh(old, now)) {
      leave(old);
      want(What.LOOK, to, old.since, now);
      settle(from.parent(), wall, now);
      return;
    } else if (!directory && old != null && old.made && old.what == What.LOOK) {
      // The copy can't have it by its first name, but may have something else there.
      leave(old);
      want(What.LOOK, from, old.since, now);
      want(What.LOOK, to, old.since, now);
      return;
    }
    List<Dirty> before = waiting.below(from, directory);
    List<Dirty> there = waiting.below(to, directory);
    boolean doubtful = directory && flights.doubtful(from, now);
    Set<RelativePath> underway = flights.overtake(from, to, directory, now);
    before.forEach(this::leave);
    there.stream().filter(one -> !before.contains(one)).forEach(this::leave);
    Dirty move = Dirty.move(++ids, from, to, directory, wall);
    move.due = now;
    enter(move, now);
    if (directory) {
      want(What.COMPARE, from, wall, now);
      // Its content came to the copy by another name, or is looked at anyway.
      want(!doubtful && scope.movable() ? What.LOOK : What.COMPARE, to, wall, now);
    }
    for (Dirty one : before) {
      again(one, one.path, now);
      again(one, one.path.moved(from, to), now);
    }
    there.stream().filter(one -> !before.contains(one)).forEach(one -> again(one, one.path, now));
    if (directory) {
      // When their turn comes, the source has nothing by the names that they know.
      renamedFiles(from).forEach(path -> want(What.LOOK, path.moved(from, to), wall, now));
    }
    for (RelativePath path : underway) {
      want(What.LOOK, path, wall, now);
      if (path.startsWith(from)) {
        // Whoever looked may have found nothing, and removed a whole directory.
        want(What.COMPARE, path.moved(from, to), wall, now);
        want(What.LOOK, path.moved(from, to), wall, now);
      }
    }
  }

  /// {@return both names of files whose renaming waits, as far as they are below a directory}
  private List<RelativePath> renamedFiles(RelativePath directory) {
    return waiting.moves().stream()
        .filter(one -> !one.directory)
        .flatMap(one -> Stream.of(one.origin(), one.path))
        .filter(path -> path.startsWith(directory))
        .toList();
  }

  /// Something came and went in a directory without anybody having looked, so that nothing but the
  /// directory's own times are other ones: they are brought once for all that happens in a while.
  private void settle(RelativePath directory, Instant wall, long now) {
    if (waiting.at(directory) == null && scope.takes(directory, true)) {
      Dirty one = Dirty.at(++ids, What.LOOK, directory, wall);
      one.due = now + SETTLING;
      one.blocked = flights.at(directory);
      enter(one, now);
    }
  }

  /// After a renaming: what waited goes behind it, perhaps under another name.
  private void again(Dirty one, RelativePath path, long now) {
    Dirty other = waiting.at(path);
    if (other != null) {
      merge(other, one.what, one.since, now);
      other.thenLook |= one.thenLook;
      return;
    }
    Dirty copy = Dirty.at(++ids, one.what, path, one.since);
    copy.due = one.due;
    copy.open = one.open;
    copy.thenLook = one.thenLook;
    copy.attempts = one.attempts;
    copy.reason = one.reason;
    copy.blocked = flights.at(path);
    enter(copy, now);
  }

  private void want(What what, RelativePath path, Instant since, long now) {
    Dirty old = waiting.at(path);
    if (old != null) {
      merge(old, what, since, now);
      return;
    }
    Dirty one = Dirty.at(++ids, what, path, since);
    one.due = now;
    one.blocked = flights.at(path);
    enter(one, now);
  }

  private void merge(Dirty old, What what, Instant since, long now) {
    leave(old);
    old.thenLook |= old.what != what;
    old.what = old.what == What.COMPARE ? What.COMPARE : what;
    old.since = since.isBefore(old.since) ? since : old.since;
    old.due = old.attempts == 0 ? now : old.due;
    old.open = false;
    old.fresh = false;
    old.made = false;
    enter(old, now);
  }

  private void enter(Dirty one, long now) {
    news++;
    ages.add(one);
    waiting.put(one, now);
  }

  private void leave(Dirty one) {
    ages.remove(one);
    waiting.remove(one);
  }

  /// Many become one comparison.
  private void replace(Collection<Dirty> many, RelativePath directory, Instant wall, long now) {
    Instant since = many.stream().map(one -> one.since).min(Instant::compareTo).orElse(wall);
    many.forEach(this::leave);
    Dirty old = waiting.at(directory);
    if (old != null) {
      leave(old);
      since = old.since.isBefore(since) ? old.since : since;
    }
    want(What.COMPARE, directory, since, now);
    for (Dirty one : many) {
      if (one.what == What.MOVE && !one.origin().startsWith(directory)) {
        want(What.COMPARE, one.origin(), one.since, now);
      }
    }
  }

  /// {@return what is to be done next; on its way from now on}
  ///
  /// @param upTo a [#mark]: nothing that came later
  Optional<Item> take(long upTo, long now) {
    Dirty one = waiting.first(now, upTo);
    while (one != null && one.what != What.MOVE && flights.at(one.path)) {
      waiting.block(one);
      one = waiting.first(now, upTo);
    }
    if (one == null) {
      return Optional.empty();
    }
    Item item = one.item();
    if (flights.has(item)) {
      return Optional.empty(); // to and fro: the first one has to come back before
    }
    if (one.what == What.MOVE && flights.outdated(one)) {
      want(What.COMPARE, one.origin(), one.since, now);
      want(What.COMPARE, one.path, one.since, now);
    }
    waiting.remove(one);
    flights.depart(item, one, ids);
    return Optional.of(item);
  }

  /// The standby has confirmed it.
  void done(Item item, long now) {
    Dirty one = flights.land(item, now);
    if (one == null) {
      return;
    }
    ages.remove(one);
    unblock(one, now);
    if (one.thenLook) {
      want(What.LOOK, one.path, one.since, now);
    }
  }

  /// It couldn't be done and is tried again later.
  void failed(Item item, String reason, long now) {
    Dirty one = flights.land(item, now);
    if (one == null) {
      return;
    }
    one.attempts++;
    one.reason = reason;
    one.due = now + (FIRST_RETRY << Math.min(one.attempts - 1, LONGEST_RETRY));
    back(one, now);
  }

  /// The pass has ended without an answer for what is on its way.
  ///
  /// @return those
  List<RelativePath> returned(long now) {
    List<Dirty> all = List.copyOf(flights.ground(ids));
    for (Dirty one : all) {
      one.due = now;
      if (one.what == What.MOVE) {
        waiting.put(one, now);
      } else {
        back(one, now);
      }
    }
    return all.stream().map(one -> one.path).toList();
  }

  private void back(Dirty one, long now) {
    ages.remove(one);
    if (one.what == What.MOVE) {
      // It can't be renamed: then by its content.
      What what = one.directory ? What.COMPARE : What.LOOK;
      want(what, one.origin(), one.since, now);
      want(what, one.path, one.since, now);
      return;
    }
    Dirty other = waiting.at(one.path);
    if (other != null) {
      leave(other);
      one.thenLook |= other.thenLook || other.what != one.what;
      one.what = other.what == What.COMPARE ? What.COMPARE : one.what;
      one.since = other.since.isBefore(one.since) ? other.since : one.since;
      one.order = one.overtaken ? other.order : Math.min(one.order, other.order);
    }
    one.overtaken = false;
    one.open = false;
    one.fresh = false;
    one.made = false;
    one.blocked = false;
    enter(one, now);
  }

  private void unblock(Dirty landed, long now) {
    Dirty one = landed.what == What.MOVE ? null : waiting.at(landed.path);
    if (one != null && one.blocked) {
      waiting.remove(one);
      one.blocked = false;
      waiting.put(one, now);
    }
  }

  /// {@return the present end of the order: what comes later is behind it}
  long mark() {
    return ids;
  }

  /// Nothing waits for its closing any longer.
  ///
  /// @param failed also what failed is tried at once
  void hurry(boolean failed, long now) {
    waiting.hurry(failed, now);
  }

  /// {@return when something is due; empty if nothing waits}
  OptionalLong nextDue(long now) {
    return waiting.nextDue(now);
  }

  /// {@return when the next of those is due that aren't yet}
  OptionalLong nextLater() {
    return waiting.nextLater();
  }

  /// {@return how many changes aren't confirmed}
  int size() {
    return ages.size();
  }

  Optional<Instant> oldest() {
    return ages.oldest();
  }

  /// {@return since when it isn't known by name what has changed somewhere}
  Optional<Instant> oldestComparison() {
    return ages.oldestComparison();
  }

  /// {@return whether the whole is still to be compared}
  boolean comparesAll() {
    Dirty waits = waiting.at(RelativePath.ROOT);
    return waits != null && waits.what == What.COMPARE || flights.compares(RelativePath.ROOT);
  }

  /// {@return the oldest, each once; both of a renaming}
  List<RelativePath> names(int limit) {
    return ages.names(limit);
  }

  /// {@return one that failed, with the reason, if any did}
  Optional<String> failure() {
    return ages.failure();
  }

  int failures() {
    return ages.failures();
  }
}
