package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import io.understudy.mirroring.owner.Dirty.What;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What passes have taken and not answered for yet, and what they have touched of the copy lately:
/// they may have looked at files before the changes of these were heard of.
final class Flights {
  private final Map<Item, Dirty> all = new HashMap<>();
  private final Map<RelativePath, Dirty> byPath = new HashMap<>();

  /// What is on its way and may touch all below a path.
  private final PathCounts wide = new PathCounts();

  private final Recent recent;
  private final Landings landings;

  /// Names that were fresh up to there may be in the copy now.
  private long voided;

  /// @param most how much is remembered, about
  Flights(int most) {
    recent = new Recent(Math.min(most, 10_000));
    landings = new Landings(Math.min(most, 4000));
  }

  boolean has(Item item) {
    return all.containsKey(item);
  }

  /// {@return whether a look or comparison of that path is on its way}
  boolean at(RelativePath path) {
    return byPath.containsKey(path);
  }

  boolean compares(RelativePath path) {
    Dirty one = byPath.get(path);
    return one != null && one.what == What.COMPARE;
  }

  /// {@return whether nobody can have brought anything to the copy by that name}
  boolean unseen(RelativePath path, long now) {
    return !at(path) && !wide.cover(path) && !recent.touched(path, now);
  }

  /// {@return whether the copy still has nothing by the name of what was new}
  boolean fresh(Dirty one, long now) {
    return one.fresh
        && one.id > voided
        && now - one.heard < Recent.MEMORY / 2
        && unseen(one.path, now);
  }

  /// {@return whether the copy may have something by the old name of a directory already that came
  /// there after the renaming, and would be moved in place of what was renamed}
  boolean doubtful(RelativePath from, long now) {
    return !unseen(from, now) || wide.anyBelow(from) || recent.touchedBelow(from, now);
  }

  /// {@return whether a renaming that is to be carried out now is older than what was compared}
  boolean outdated(Dirty move) {
    return landings.since(move.origin(), move.id) || landings.since(move.path, move.id);
  }

  /// Something was renamed.
  ///
  /// @return at what somebody may have looked too early
  Set<RelativePath> overtake(RelativePath from, RelativePath to, boolean directory, long now) {
    Set<RelativePath> paths = new LinkedHashSet<>();
    for (Dirty one : flying(from, to, directory)) {
      one.overtaken = true;
      paths.add(one.path);
    }
    paths.addAll(directory ? recent.below(from, now) : List.of());
    return paths;
  }

  private List<Dirty> flying(RelativePath from, RelativePath to, boolean directory) {
    if (directory) {
      return byPath.values().stream()
          .filter(one -> one.path.startsWith(from) || one.path.startsWith(to))
          .toList();
    }
    List<Dirty> found = new ArrayList<>(2);
    for (RelativePath path : List.of(from, to)) {
      Dirty one = byPath.get(path);
      if (one != null) {
        found.add(one);
      }
    }
    return found;
  }

  /// @param known the number of the latest change
  void depart(Item item, Dirty one, long known) {
    all.put(item, one);
    one.wide().forEach(wide::add);
    switch (one.what) {
      case LOOK -> byPath.put(one.path, one);
      case COMPARE -> {
        byPath.put(one.path, one);
        landings.add(one.path, known);
      }
      case MOVE -> landings.add(one.path, known);
    }
  }

  /// {@return what has come back, done or not; null if it isn't on its way}
  @Nullable Dirty land(Item item, long now) {
    Dirty one = all.remove(item);
    if (one == null) {
      return null;
    }
    one.wide().forEach(wide::remove);
    if (one.what != What.MOVE) {
      byPath.remove(one.path);
    }
    if (one.what == What.LOOK) {
      recent.look(one.path, now);
    } else {
      one.wide().forEach(path -> recent.wide(path, now));
    }
    return one;
  }

  /// {@return all that was on its way, in its order; nobody knows how far it came}
  ///
  /// @param known the number of the latest change
  List<Dirty> ground(long known) {
    List<Dirty> lost = new ArrayList<>(all.values());
    lost.sort((one, other) -> Long.compare(one.order, other.order));
    all.clear();
    byPath.clear();
    wide.clear();
    voided = known;
    return lost;
  }
}
