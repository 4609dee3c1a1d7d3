package io.understudy.api.files;

import java.io.IOException;

/// The kernel refused an operation on a file. The message names the operation, the path and the
/// error in words.
public final class FileFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /// Why, as far as callers act on it.
  public enum Reason {
    /// No such file, or a directory on the way isn't there.
    NOT_FOUND,
    EXISTS,
    NOT_EMPTY,
    /// A directory where none may be, or none where one has to be; not a plain file.
    WRONG_KIND,
    /// The path leads out of the tree: a symbolic link or a mount point in place of a directory.
    OUTSIDE,
    /// Disk full, inodes used up, or over quota.
    NO_SPACE,
    READ_ONLY,
    DENIED,
    /// A name or path is too long, or a file too large for the file system.
    TOO_LONG,
    /// The file system can't do that.
    UNSUPPORTED,
    /// The two files are on different file systems.
    ELSEWHERE,
    /// Anything else: an error of the disk, out of memory, too many open files.
    OTHER
  }

  private final Reason reason;
  private final int errno;

  public FileFailure(String message, Reason reason, int errno) {
    super(message);
    this.reason = reason;
    this.errno = errno;
  }

  public Reason reason() {
    return reason;
  }

  /// {@return the error number of errno(3); 0 if it wasn't the kernel}
  public int errno() {
    return errno;
  }
}
