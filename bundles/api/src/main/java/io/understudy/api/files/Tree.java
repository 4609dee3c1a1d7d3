package io.understudy.api.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The files below one directory, which stays open: what is mounted over it or put in its place
/// later isn't seen.
///
/// No path leads out: the kernel resolves each one below the root and through no symbolic link
/// (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS), whoever swaps directories meanwhile. The
/// last name is never followed. All methods throw [FileFailure] and may be called by any thread.
///
/// What is made here belongs to this process's user and is closed to others (0600, 0700) until its
/// [Inode] is told better.
public interface Tree extends Closeable {
  /// {@return the path by which it was opened}
  Path root();

  /// {@return what is there, a symbolic link itself; empty if nothing is}
  Optional<Metadata> find(RelativePath path) throws IOException;

  /// Shows the entries of a directory in the order of the file system, `.` and `..` left out. One
  /// that vanishes meanwhile is left out; one that appears meanwhile may be.
  void list(RelativePath directory, Visitor visitor) throws IOException;

  /// {@return a file of any kind, for its attributes; opening it has no side effect}
  Inode open(RelativePath path) throws IOException;

  /// {@return a plain file to be read; reading leaves its access time alone where this process may}
  ///
  /// @throws FileFailure [FileFailure.Reason#WRONG_KIND] for other kinds, without opening them
  OpenFile read(RelativePath path) throws IOException;

  /// {@return a plain file that exists, to be read and written in place}
  OpenFile update(RelativePath path) throws IOException;

  /// {@return a new, empty file}
  ///
  /// @throws FileFailure [FileFailure.Reason#EXISTS] if something is there
  OpenFile create(RelativePath path) throws IOException;

  /// {@return a new, empty file that takes its place all at once, when it is finished}
  Draft draft(RelativePath path) throws IOException;

  void makeDirectory(RelativePath path) throws IOException;

  /// @param target any bytes but NUL, 1 to 4,095 of them; nobody looks where it leads
  void makeSymlink(RelativePath path, byte[] target) throws IOException;

  byte[] readSymlink(RelativePath path) throws IOException;

  /// Makes a FIFO, a socket's name, or a device node.
  ///
  /// @param special see [Metadata#special]
  void makeNode(RelativePath path, Metadata.Kind kind, long special) throws IOException;

  /// Makes a hard link.
  void link(RelativePath existing, RelativePath path) throws IOException;

  /// Renames in one step (renameat2(2)).
  ///
  /// @param into this tree, or another one on the same file system and from the same [Trees]
  void rename(RelativePath from, Tree into, RelativePath to, Replacing replacing)
      throws IOException;

  /// Removes a file of any kind, or an empty directory.
  void remove(RelativePath path) throws IOException;

  /// Waits until the entries of a directory are on the disk (fsync(2)).
  void sync(RelativePath directory) throws IOException;

  /// Waits until all that was written to the file system is on the disk (syncfs(2)).
  void sync() throws IOException;

  Space space() throws IOException;

  /// What happens to what is there already.
  enum Replacing {
    /// It vanishes; a directory only if it is empty.
    REPLACE,
    /// It stays, and the renaming fails with [FileFailure.Reason#EXISTS].
    KEEP,
    /// It gets the other name; it has to be there.
    EXCHANGE
  }

  /// Takes the entries of a directory, one after the other.
  @FunctionalInterface
  interface Visitor {
    void entry(byte[] name, Metadata metadata) throws IOException;
  }

  /// What a file system has (statfs(2)).
  ///
  /// @param total bytes
  /// @param free bytes that are free for everybody, without those that are kept for root
  /// @param totalInodes 0 where the file system doesn't count them
  /// @param freeInodes 0 where the file system doesn't count them
  record Space(long total, long free, long totalInodes, long freeInodes, boolean readOnly) {}
}
