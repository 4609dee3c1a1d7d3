package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where what was renamed went to, with the number of the latest change that was known when it was
/// carried out. Where the copy couldn't be renamed, all of that place was compared, and may be
/// newer
/// than a renaming that is carried out afterwards.
final class Landings {
  private final int most;
  private final LinkedHashMap<RelativePath, Long> all = new LinkedHashMap<>();
  private long forgotten;

  Landings(int most) {
    this.most = most;
  }

  void add(RelativePath path, long known) {
    all.remove(path);
    all.put(path, known);
    if (all.size() > most) {
      Map.Entry<RelativePath, Long> first = all.firstEntry();
      forgotten = Math.max(forgotten, first.getValue());
      all.remove(first.getKey());
    }
  }

  /// {@return whether that path may have been compared when change `number` was known}
  boolean since(RelativePath path, long number) {
    if (number <= forgotten) {
      return true;
    }
    for (RelativePath one = path; ; one = one.parent()) {
      if (all.getOrDefault(one, 0L) >= number) {
        return true;
      }
      if (one.isRoot()) {
        return false;
      }
    }
  }
}
