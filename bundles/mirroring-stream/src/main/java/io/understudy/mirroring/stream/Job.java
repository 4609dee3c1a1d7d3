package io.understudy.mirroring.stream;

import io.understudy.api.mirror.Item;
import org.jspecify.annotations.Nullable;

/// An item that was taken from the feed, and what is still open of it.
final class Job {
  final Item item;
  private int open = 1;
  private @Nullable String failure;

  /// The number of the last operation that was sent for it.
  long last;

  Job(Item item) {
    this.item = item;
  }

  /// Something more has to end before it ends.
  void more() {
    open++;
  }

  /// {@return whether that was the last one}
  boolean less() {
    open--;
    if (open < 0) {
      throw new IllegalStateException("%s ended twice".formatted(item));
    }
    return open == 0;
  }

  /// The first reason is told.
  void fail(String reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /// {@return why it isn't done; null if it is}
  @Nullable String failure() {
    return failure;
  }
}
