package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was carried out within the last seconds. Changes are heard of later than they happen: when
/// a directory was renamed, somebody may have looked below its old name meanwhile, found nothing,
/// and removed what the renaming was to bring along.
final class Recent {
  private static final long MEMORY = Duration.ofSeconds(5).toNanos();

  private record Done(RelativePath path, long at) {}

  private final int most;
  private final Deque<Done> looks = new ArrayDeque<>();
  private final Map<RelativePath, Integer> looked = new HashMap<>();
  private final Deque<Done> comparisons = new ArrayDeque<>();
  private long forgotten;
  private boolean forgetful;

  Recent(int most) {
    this.most = most;
  }

  void look(RelativePath path, long now) {
    prune(now);
    if (looks.size() == most) {
      forget(looks.getFirst());
      dropLook();
    }
    looks.addLast(new Done(path, now));
    looked.merge(path, 1, Integer::sum);
  }

  void comparison(RelativePath path, long now) {
    prune(now);
    if (comparisons.size() == most) {
      forget(comparisons.removeFirst());
    }
    comparisons.addLast(new Done(path, now));
  }

  /// {@return paths at or below that one at which somebody looked}
  List<RelativePath> below(RelativePath path, long now) {
    prune(now);
    List<RelativePath> found = new ArrayList<>();
    for (RelativePath one : looked.keySet()) {
      if (one.startsWith(path)) {
        found.add(one);
      }
    }
    return found;
  }

  /// {@return whether there was a comparison that could have touched something at or below it; also
  /// if there was more than is remembered}
  boolean compared(RelativePath path, long now) {
    prune(now);
    if (forgetful) {
      return true;
    }
    for (Done one : comparisons) {
      if (one.path().startsWith(path) || path.startsWith(one.path())) {
        return true;
      }
    }
    return false;
  }

  /// {@return whether somebody looked at just that path, or may have}
  boolean looked(RelativePath path, long now) {
    prune(now);
    return forgetful || looked.containsKey(path);
  }

  private void forget(Done one) {
    forgotten = one.at();
    forgetful = true;
  }

  private void prune(long now) {
    while (!looks.isEmpty() && now - looks.getFirst().at() > MEMORY) {
      dropLook();
    }
    while (!comparisons.isEmpty() && now - comparisons.getFirst().at() > MEMORY) {
      comparisons.removeFirst();
    }
    forgetful = forgetful && now - forgotten <= MEMORY;
  }

  private void dropLook() {
    looked.computeIfPresent(
        looks.removeFirst().path(), (path, times) -> times == 1 ? null : times - 1);
  }
}
