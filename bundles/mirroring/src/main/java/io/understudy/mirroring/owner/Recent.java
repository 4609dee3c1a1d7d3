package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What was carried out within the last seconds. Changes are heard of later than they happen: when
/// a directory was renamed, somebody may have looked below its old name meanwhile, found nothing,
/// and removed what the renaming was to bring along.
final class Recent {
  static final long MEMORY = Duration.ofSeconds(5).toNanos();

  private record Done(RelativePath path, long at) {}

  private final int most;
  private final Deque<Done> looks = new ArrayDeque<>();
  private final PathCounts looked = new PathCounts();
  private final Deque<Done> wides = new ArrayDeque<>();
  private final PathCounts wide = new PathCounts();
  private long forgotten;
  private boolean forgetful;

  Recent(int most) {
    this.most = most;
  }

  void look(RelativePath path, long now) {
    add(path, looks, looked, now);
  }

  /// What may have touched all below a path.
  void wide(RelativePath path, long now) {
    add(path, wides, wide, now);
  }

  private void add(RelativePath path, Deque<Done> all, PathCounts counts, long now) {
    prune(now);
    if (all.size() == most) {
      Done first = all.removeFirst();
      counts.remove(first.path());
      forgotten = first.at();
      forgetful = true;
    }
    all.addLast(new Done(path, now));
    counts.add(path);
  }

  /// {@return paths at or below that one at which somebody looked}
  List<RelativePath> below(RelativePath path, long now) {
    prune(now);
    List<RelativePath> found = new ArrayList<>();
    for (RelativePath one : looked.all()) {
      if (one.startsWith(path)) {
        found.add(one);
      }
    }
    return found;
  }

  /// {@return whether somebody looked at just that path or touched all of a directory that it is
  /// in, or may have}
  boolean touched(RelativePath path, long now) {
    prune(now);
    return forgetful || looked.has(path) || wide.cover(path);
  }

  /// {@return whether something below it was touched with all that is below that, or may have been}
  boolean touchedBelow(RelativePath path, long now) {
    prune(now);
    return forgetful || wide.anyBelow(path);
  }

  private void prune(long now) {
    prune(looks, looked, now);
    prune(wides, wide, now);
    forgetful = forgetful && now - forgotten <= MEMORY;
  }

  private static void prune(Deque<Done> all, PathCounts counts, long now) {
    while (!all.isEmpty() && now - all.getFirst().at() > MEMORY) {
      counts.remove(all.removeFirst().path());
    }
  }
}
