package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.files.Change;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Knows a tree by what is told: it moves what it knows with a renaming, looks at the names that it
/// was told, and never at anything else. What is in a directory that may be another one by now is
/// compared.
final class Mirror {
  private final Tree tree;
  private final Map<RelativePath, String> known = new HashMap<>();
  private final Set<RelativePath> names = new TreeSet<>();
  private final Set<RelativePath> whole = new TreeSet<>();

  Mirror(Tree tree, RelativePath from) throws IOException {
    this.tree = tree;
    look(from, true);
  }

  void apply(List<Change> changes) throws IOException {
    for (Change change : changes) {
      switch (change) {
        case Change.Touched touched -> touched(touched);
        case Change.Renamed renamed -> move(renamed.from(), renamed.to());
        case Change.Entered entered -> whole.add(entered.path());
        case Change.Left left -> whole.add(left.path());
        case Change.Unknown unknown -> whole.add(unknown.path());
        case Change.Ended ended -> throw new AssertionError(ended.reason());
      }
    }
    for (RelativePath path : names) {
      look(path, false);
    }
    for (RelativePath path : whole) {
      look(path, true);
    }
    names.clear();
    whole.clear();
  }

  /// Where a directory was removed there may be another one now.
  private void touched(Change.Touched touched) {
    boolean gone = touched.directory() && touched.kinds().contains(Change.Kind.DELETED);
    (gone ? whole : names).add(touched.path());
  }

  private void move(RelativePath from, RelativePath to) {
    Map<RelativePath, String> moved = new HashMap<>();
    known.forEach(
        (path, state) -> {
          if (path.startsWith(from)) {
            moved.put(path.moved(from, to), state);
          }
        });
    known.keySet().removeIf(path -> path.startsWith(from) || path.startsWith(to));
    known.putAll(moved);
    for (Set<RelativePath> told : List.of(names, whole)) {
      for (RelativePath path : List.copyOf(told)) {
        if (path.startsWith(from)) {
          told.add(path.moved(from, to));
        }
      }
    }
    names.add(from);
    names.add(to);
  }

  private void look(RelativePath path, boolean below) throws IOException {
    Metadata found = tree.find(path).orElse(null);
    if (found == null || found.kind() != Metadata.Kind.DIRECTORY || below) {
      known.keySet().removeIf(one -> one.startsWith(path));
    }
    if (found != null) {
      known.put(path, state(found));
      if (below && found.kind() == Metadata.Kind.DIRECTORY) {
        tree.list(path, (name, _) -> look(path.resolve(name), true));
      }
    }
  }

  /// A directory's size and times change with what is in it.
  private static String state(Metadata found) {
    return found.kind() == Metadata.Kind.DIRECTORY
        ? "%d %o".formatted(found.inode(), found.permissions())
        : "%d %o %d %s"
            .formatted(found.inode(), found.permissions(), found.size(), found.modified());
  }

  void assertComplete() throws IOException {
    assertComplete("");
  }

  void assertComplete(String message) throws IOException {
    Map<RelativePath, String> wrong = new TreeMap<>();
    Map<RelativePath, String> real = new Mirror(tree, RelativePath.ROOT).known;
    real.forEach(
        (path, state) -> {
          if (!state.equals(known.get(path))) {
            wrong.put(path, "is %s, known as %s".formatted(state, known.get(path)));
          }
        });
    known.forEach(
        (path, state) -> {
          if (!real.containsKey(path)) {
            wrong.put(path, "isn't there, known as " + state);
          }
        });
    assertEquals(Map.of(), wrong, message);
  }
}
