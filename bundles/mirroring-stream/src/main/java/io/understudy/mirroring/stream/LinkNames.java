package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The names of files that have several, in the source. What isn't known is found by going through
/// the whole tree, which is done seldom.
final class LinkNames {
  private static final long PAUSE = 5_000_000_000L;

  /// A walk may take that part of the time.
  private static final long SHARE = 20;

  private static final int MOST_OUTSIDE = 4096;

  private final Source source;
  private final LinkIndex index;

  /// Files that have names outside of the tree: their number of links when the tree was searched.
  private final Map<Long, Integer> outside = new LinkedHashMap<>();

  private long next = System.nanoTime();

  LinkNames(Source source, LinkIndex index) {
    this.source = source;
    this.index = index;
  }

  /// Takes one name after the other.
  @FunctionalInterface
  interface Taker {
    void name(RelativePath name) throws IOException, InterruptedException;
  }

  /// Tells all names that a file still has.
  void each(long inode, Taker taker) throws IOException, InterruptedException {
    for (LinkIndex.Name name = index.first(inode); name != null; name = index.next(name)) {
      if (is(inode, name.path())) {
        taker.name(name.path());
      }
    }
  }

  /// {@return another name that the file has just now}
  Optional<RelativePath> first(Metadata found, RelativePath but) throws IOException {
    for (LinkIndex.Name name = index.first(found.inode()); name != null; name = index.next(name)) {
      if (is(found, name.path(), but)) {
        return Optional.of(name.path());
      }
    }
    return Optional.empty();
  }

  /// Tells all other names that are known.
  void each(Metadata found, RelativePath but, Taker taker)
      throws IOException, InterruptedException {
    for (LinkIndex.Name name = index.first(found.inode()); name != null; name = index.next(name)) {
      if (is(found, name.path(), but)) {
        taker.name(name.path());
      }
    }
  }

  private boolean is(Metadata found, RelativePath path, RelativePath but) throws IOException {
    return !path.equals(but) && is(found.inode(), path);
  }

  private boolean is(long inode, RelativePath path) throws IOException {
    try {
      Optional<Metadata> there = source.find(path);
      return there.isPresent()
          && there.get().inode() == inode
          && !source.elsewhere(there.get())
          && there.get().kind() == Kind.FILE
          && source.chosen.takes(path, Kind.FILE);
    } catch (FileFailure e) {
      return false; // whoever looks at that path hears of it
    }
  }

  /// {@return whether all names below the root are known; searches for them if that is due}
  boolean complete(Metadata found, RelativePath path, Progress progress)
      throws IOException, InterruptedException {
    if (known(found, path)) {
      return true;
    } else if (System.nanoTime() - next < 0) {
      return false;
    }
    long start = System.nanoTime();
    search(progress);
    long end = System.nanoTime();
    next = end + Math.max(PAUSE, SHARE * (end - start));
    if (!known(found, path)) {
      outside.put(found.inode(), found.links());
      if (outside.size() > MOST_OUTSIDE) {
        outside.remove(outside.keySet().iterator().next());
      }
    }
    return true;
  }

  private boolean known(Metadata found, RelativePath path)
      throws IOException, InterruptedException {
    int[] count = {1};
    each(found, path, _ -> count[0]++);
    return count[0] >= found.links() || outside.getOrDefault(found.inode(), 0) >= found.links();
  }

  private void search(Progress progress) throws IOException, InterruptedException {
    index.clear();
    new DirectoryWalk(
            (directory, below) -> {
              progress.breathe();
              try {
                source.tree.list(
                    directory,
                    (name, found) -> {
                      RelativePath path = below.path(name);
                      boolean inside = path != null && !source.elsewhere(found);
                      if (inside
                          && found.kind() == Kind.DIRECTORY
                          && source.chosen.takesIn(path, true)) {
                        below.directory(name);
                      } else if (inside && found.kind() == Kind.FILE && found.links() > 1) {
                        index.note(found, path);
                      }
                    });
              } catch (FileFailure e) {
                // Vanished, or not to be read: what is in it has no name for us.
              }
            })
        .from(RelativePath.ROOT);
  }
}
