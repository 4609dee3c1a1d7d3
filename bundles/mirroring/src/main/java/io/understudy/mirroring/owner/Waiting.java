package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What waits to be taken by a pass: in its order where it is due, by its time where it isn't. One
/// look or comparison for each path.
final class Waiting {
  private final Map<RelativePath, Dirty> byPath = new HashMap<>();
  private final Map<Long, Dirty> moves = new TreeMap<>();
  private final TreeMap<Long, Dirty> ready = new TreeMap<>();
  private final TreeSet<Dirty> later = new TreeSet<>(Dirty.BY_DUE);

  @Nullable Dirty at(RelativePath path) {
    return byPath.get(path);
  }

  int size() {
    return byPath.size() + moves.size();
  }

  void put(Dirty one, long now) {
    if (one.what == Dirty.What.MOVE) {
      moves.put(one.id, one);
    } else {
      byPath.put(one.path, one);
    }
    if (one.blocked) {
      return;
    }
    if (one.due - now > 0) {
      later.add(one);
    } else {
      ready.put(one.order, one);
    }
  }

  void remove(Dirty one) {
    if (one.what == Dirty.What.MOVE) {
      moves.remove(one.id);
    } else {
      byPath.remove(one.path, one);
    }
    later.remove(one);
    ready.remove(one.order, one);
  }

  /// {@return the first that is due and not behind a place in the order; it goes on waiting}
  @Nullable Dirty first(long now, long upTo) {
    while (!later.isEmpty() && later.first().due - now <= 0) {
      Dirty one = later.removeFirst();
      ready.put(one.order, one);
    }
    Map.Entry<Long, Dirty> first = ready.firstEntry();
    return first == null || first.getKey() > upTo ? null : first.getValue();
  }

  /// It is taken out of the order until the one with the same path has come back.
  void block(Dirty one) {
    ready.remove(one.order, one);
    one.blocked = true;
  }

  /// Makes everything due that waits for its closing.
  ///
  /// @param failed also what failed and waits for its next try
  void hurry(boolean failed, long now) {
    for (Dirty one : List.copyOf(later)) {
      if (failed || one.attempts == 0) {
        later.remove(one);
        one.due = now;
        ready.put(one.order, one);
      }
    }
  }

  /// {@return when the next is due; empty if nothing waits but what is blocked}
  OptionalLong nextDue(long now) {
    return !ready.isEmpty()
        ? OptionalLong.of(now)
        : later.isEmpty() ? OptionalLong.empty() : OptionalLong.of(later.first().due);
  }

  /// {@return when the next of those is due that weren't yet}
  OptionalLong nextLater() {
    return later.isEmpty() ? OptionalLong.empty() : OptionalLong.of(later.first().due);
  }

  /// {@return looks and comparisons at or below a path}
  List<Dirty> below(RelativePath path, boolean directory) {
    if (!directory) {
      Dirty one = byPath.get(path);
      return one == null ? List.of() : List.of(one);
    }
    List<Dirty> found = new ArrayList<>();
    for (Dirty one : byPath.values()) {
      if (one.path.startsWith(path)) {
        found.add(one);
      }
    }
    return found;
  }

  Collection<Dirty> paths() {
    return byPath.values();
  }

  List<Dirty> moves() {
    return List.copyOf(moves.values());
  }
}
