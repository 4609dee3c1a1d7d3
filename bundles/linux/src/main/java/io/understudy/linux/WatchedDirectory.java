package io.understudy.linux;

import io.understudy.api.files.RelativePath;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A directory that inotify(7) watches: it knows its place, so that a renaming changes one of them
/// only.
final class WatchedDirectory {
  final int watch;
  final long inode;
  private @Nullable WatchedDirectory parent;
  private byte[] name;
  private int moves;
  private @Nullable Map<ByteBuffer, WatchedDirectory> children;

  /// The root.
  WatchedDirectory(int watch, long inode) {
    this.watch = watch;
    this.inode = inode;
    name = new byte[0];
  }

  /// {@return where it is; the root's path also for one that was cut off}
  RelativePath path() {
    return parent == null ? RelativePath.ROOT : parent.path().resolve(name);
  }

  /// {@return whether it is the other or below it}
  boolean isIn(WatchedDirectory other) {
    WatchedDirectory at = this;
    while (at != null && at != other) {
      at = at.parent;
    }
    return at != null;
  }

  /// {@return null for the root, and for one that was cut off}
  @Nullable WatchedDirectory parent() {
    return parent;
  }

  byte[] name() {
    return name;
  }

  @Nullable WatchedDirectory child(byte[] name) {
    return children == null ? null : children.get(ByteBuffer.wrap(name));
  }

  void cutOff() {
    if (parent != null && parent.children != null) {
      parent.children.remove(ByteBuffer.wrap(name), this);
    }
    parent = null;
  }

  /// {@return how often it was given a place}
  int moves() {
    return moves;
  }

  void moveTo(WatchedDirectory directory, byte[] newName) {
    cutOff();
    parent = directory;
    name = newName;
    moves++;
    if (directory.children == null) {
      directory.children = new HashMap<>(4);
    }
    directory.children.put(ByteBuffer.wrap(newName), this);
  }
}
