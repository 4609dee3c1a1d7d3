package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Files as text: a path's content, or [#DIRECTORY].
final class ModelFiles {
  static final String DIRECTORY = "/";

  final TreeMap<RelativePath, String> all = new TreeMap<>();

  @Nullable String at(RelativePath path) {
    return path.isRoot() ? DIRECTORY : all.get(path);
  }

  boolean directory(RelativePath path) {
    return DIRECTORY.equals(at(path));
  }

  boolean empty(RelativePath directory) {
    return below(directory).size() <= 1;
  }

  /// {@return it and all below it}
  List<RelativePath> below(RelativePath path) {
    return all.keySet().stream().filter(one -> one.startsWith(path)).toList();
  }

  List<RelativePath> children(RelativePath directory) {
    return all.keySet().stream().filter(one -> one.parent().equals(directory)).toList();
  }

  void remove(RelativePath path) {
    below(path).forEach(all::remove);
  }

  void put(RelativePath path, String content) {
    if (!directory(path.parent())) {
      throw new IllegalStateException("no directory for " + path);
    }
    all.put(path, content);
  }

  void rename(RelativePath from, RelativePath to) {
    Map<RelativePath, String> moved = new TreeMap<>();
    for (RelativePath one : below(from)) {
      moved.put(one.moved(from, to), all.remove(one));
    }
    remove(to);
    all.putAll(moved);
  }

  List<RelativePath> directories() {
    List<RelativePath> found = new ArrayList<>(List.of(RelativePath.ROOT));
    all.forEach(
        (path, content) -> {
          if (content.equals(DIRECTORY)) {
            found.add(path);
          }
        });
    return found;
  }
}
