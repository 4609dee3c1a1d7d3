package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.util.HashMap;
import java.util.Map;

/// Paths, each as often as it was added.
final class PathCounts {
  private final Map<RelativePath, Integer> counts = new HashMap<>();

  void add(RelativePath path) {
    counts.merge(path, 1, Integer::sum);
  }

  void remove(RelativePath path) {
    counts.computeIfPresent(path, (same, times) -> times == 1 ? null : times - 1);
  }

  void clear() {
    counts.clear();
  }

  boolean has(RelativePath path) {
    return counts.containsKey(path);
  }

  /// {@return whether it, or a directory that it is in, was added}
  boolean cover(RelativePath path) {
    if (counts.isEmpty()) {
      return false;
    }
    RelativePath one = path;
    while (!counts.containsKey(one)) {
      if (one.isRoot()) {
        return false;
      }
      one = one.parent();
    }
    return true;
  }

  Iterable<RelativePath> all() {
    return counts.keySet();
  }

  boolean anyBelow(RelativePath path) {
    return counts.keySet().stream().anyMatch(one -> one.startsWith(path));
  }
}
