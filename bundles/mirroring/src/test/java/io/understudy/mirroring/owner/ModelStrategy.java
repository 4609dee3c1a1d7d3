package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;

/// Carries items out on a model, as the contract of strategies says; the source may change in the
/// middle of each.
final class ModelStrategy {
  private final ModelFiles source;
  private final ModelFiles copy;
  private final Runnable meanwhile;
  int carried;

  ModelStrategy(ModelFiles source, ModelFiles copy, Runnable meanwhile) {
    this.source = source;
    this.copy = copy;
    this.meanwhile = meanwhile;
  }

  /// {@return whether it could be done}
  boolean carryOut(Item item) {
    return switch (item) {
      case Item.Look(var path) -> look(path);
      case Item.Move move -> move(move.from(), move.to(), move.directory());
      case Item.Compare(var path, var _) -> compare(path);
    };
  }

  private boolean look(RelativePath path) {
    String there = source.at(path);
    meanwhile.run();
    if (path.isRoot()) {
      return true;
    }
    if (there == null) {
      copy.remove(path);
      return true;
    }
    if (!copy.directory(path.parent())) {
      return false;
    }
    carried++;
    boolean directory = there.equals(ModelFiles.DIRECTORY);
    if (directory != copy.directory(path)) {
      copy.remove(path);
    }
    copy.put(path, there);
    return true;
  }

  private boolean move(RelativePath from, RelativePath to, boolean directory) {
    String there = source.at(to);
    meanwhile.run();
    String moved = copy.at(from);
    String present = copy.at(to);
    boolean same =
        directory
            ? copy.directory(from)
            : moved != null && !copy.directory(from) && moved.equals(there);
    boolean free =
        present == null || directory == copy.directory(to) && (!directory || copy.empty(to));
    if (same && free && copy.directory(to.parent()) && !to.startsWith(from)) {
      copy.rename(from, to);
      return true;
    }
    boolean first = compare(from);
    return compare(to) && first;
  }

  private boolean compare(RelativePath path) {
    boolean all = look(path);
    if (!all || !source.directory(path)) {
      return all;
    }
    for (RelativePath one : copy.children(path)) {
      if (source.at(one) == null) {
        meanwhile.run();
        copy.remove(one);
      }
    }
    for (RelativePath one : source.children(path)) {
      meanwhile.run();
      all &= compare(one);
    }
    return all;
  }
}
