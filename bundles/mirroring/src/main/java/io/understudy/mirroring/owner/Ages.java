package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.mirroring.owner.Dirty.What;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// All that is dirty, waiting or on its way, by its age.
final class Ages {
  private final TreeSet<Dirty> all = new TreeSet<>(Dirty.BY_AGE);
  private final TreeSet<Dirty> failing = new TreeSet<>(Dirty.BY_AGE);

  void add(Dirty one) {
    all.add(one);
    if (one.attempts > 0) {
      failing.add(one);
    }
  }

  void remove(Dirty one) {
    all.remove(one);
    failing.remove(one);
  }

  int size() {
    return all.size();
  }

  Optional<Instant> oldest() {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.first().since);
  }

  Optional<Instant> oldestComparison() {
    return all.stream().filter(one -> one.what == What.COMPARE).map(one -> one.since).findFirst();
  }

  /// {@return the oldest, each once; both of a renaming}
  List<RelativePath> names(int limit) {
    Set<RelativePath> names = new LinkedHashSet<>();
    for (Dirty one : all) {
      if (names.size() >= limit) {
        break;
      }
      if (one.from != null) {
        names.add(one.from);
      }
      names.add(one.path);
    }
    return names.stream().limit(limit).toList();
  }

  Optional<String> failure() {
    return failing.isEmpty()
        ? Optional.empty()
        : Optional.of(failing.first().path + ": " + failing.first().reason);
  }

  int failures() {
    return failing.size();
  }
}
