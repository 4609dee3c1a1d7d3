package io.understudy.lab.mirroring;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A message of a maildir on its way: delivered to `new`, moved to `cur`, flagged there by another
/// name, deleted.
final class Mail {
  static final int NEW = 0;
  static final int SEEN = 1;
  static final int FLAGGED = 2;
  static final int DELETED = 3;

  private final String folder;
  private final String base;
  private final int size;
  private final List<Operation> pending = new ArrayList<>(2);

  /// @param folder of the user, below the tree's root
  Mail(String folder, String base, int size) {
    this.folder = folder;
    this.base = base;
    this.size = size;
  }

  String folder() {
    return folder;
  }

  String base() {
    return base;
  }

  int size() {
    return size;
  }

  String draft() {
    return folder + "/tmp/" + base;
  }

  /// {@return its path at a stage that isn't [#DELETED]}
  String path(int stage) {
    return switch (stage) {
      case NEW -> folder + "/new/" + base;
      case SEEN -> folder + "/cur/" + base + ":2,";
      case FLAGGED -> folder + "/cur/" + base + ":2,S";
      default -> throw new IllegalArgumentException("stage " + stage);
    };
  }

  /// {@return the stage that a file's name tells}
  static int stage(String name) {
    return name.endsWith(":2,S") ? FLAGGED : name.endsWith(":2,") ? SEEN : NEW;
  }

  synchronized void begin(Operation operation) {
    pending.add(operation);
  }

  /// The copy is at this stage: all that led to it, or came before, is there too.
  ///
  /// @return whether nothing more is awaited
  synchronized boolean seen(int stage, long at) {
    for (Iterator<Operation> all = pending.iterator(); all.hasNext(); ) {
      Operation operation = all.next();
      if (operation.stage() <= stage) {
        operation.seen(at);
        all.remove();
      }
    }
    return pending.isEmpty();
  }

  synchronized boolean awaited(int stage) {
    return pending.stream().anyMatch(operation -> operation.stage() == stage);
  }

  synchronized boolean awaited() {
    return !pending.isEmpty();
  }

  /// {@return whether all that was begun is done at the source}
  synchronized boolean done() {
    return pending.stream().allMatch(Operation::done);
  }
}
