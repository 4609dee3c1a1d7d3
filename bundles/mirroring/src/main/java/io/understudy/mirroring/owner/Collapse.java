package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes few comparisons of many names: first of directories in which many are dirty, then of the
/// deepest, until there are few enough. The root, compared, is always enough.
final class Collapse {
  private static final int MANY = 16;

  /// Puts a comparison in the place of what waits in a directory.
  @FunctionalInterface
  interface Replace {
    void by(Collection<Dirty> many, RelativePath directory, Instant wall, long now);
  }

  private Collapse() {}

  static void into(int size, Waiting waiting, Replace replace, Instant wall, long now) {
    int least = MANY;
    while (waiting.size() > size) {
      Map<RelativePath, List<Dirty>> neighbours = neighbours(waiting);
      int threshold = least;
      List<Map.Entry<RelativePath, List<Dirty>>> largest =
          new ArrayList<>(
              neighbours.entrySet().stream()
                  .filter(one -> one.getValue().size() >= threshold)
                  .toList());
      if (largest.isEmpty()) {
        if (neighbours.isEmpty()) {
          return; // only the root waits
        }
        if (least > 2) {
          least = 2;
          continue;
        }
        int depth = neighbours.keySet().stream().mapToInt(Collapse::depth).max().orElse(0);
        neighbours.entrySet().stream()
            .filter(one -> depth(one.getKey()) == depth)
            .forEach(largest::add);
      }
      largest.sort(
          Comparator.comparingInt(
              (Map.Entry<RelativePath, List<Dirty>> one) -> -one.getValue().size()));
      for (Map.Entry<RelativePath, List<Dirty>> one : largest) {
        if (waiting.size() <= size) {
          return;
        }
        replace.by(one.getValue(), one.getKey(), wall, now);
      }
    }
  }

  private static Map<RelativePath, List<Dirty>> neighbours(Waiting waiting) {
    Map<RelativePath, List<Dirty>> all = new HashMap<>();
    List<Dirty> everything = new ArrayList<>(waiting.paths());
    everything.addAll(waiting.moves());
    for (Dirty one : everything) {
      if (!one.path.isRoot()) {
        all.computeIfAbsent(one.path.parent(), parent -> new ArrayList<>()).add(one);
      }
    }
    return all;
  }

  private static int depth(RelativePath path) {
    int depth = path.isRoot() ? 0 : 1;
    for (byte one : path.bytes()) {
      if (one == '/') {
        depth++;
      }
    }
    return depth;
  }
}
