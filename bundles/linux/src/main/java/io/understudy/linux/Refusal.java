package io.understudy.linux;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;

/// What the kernel's error numbers mean to those who work with files.
final class Refusal {
  private Refusal() {}

  /// @param what the operation and its file
  /// @param error positive or negative
  static FileFailure of(String what, int error) {
    int number = Math.abs(error);
    return new FileFailure("%s: %s".formatted(what, Libc.words(number)), reason(number), number);
  }

  /// {@return as from [#of], while a path below a root was resolved: it leads out of the tree where
  /// it meets a symbolic link or another file system}
  static FileFailure resolving(String what, int error) {
    int number = Math.abs(error);
    return number == FileNumbers.EXDEV || number == FileNumbers.ELOOP
        ? new FileFailure(
            "%s: leads out of the tree, by a %s"
                .formatted(what, number == FileNumbers.ELOOP ? "symbolic link" : "mount point"),
            Reason.OUTSIDE,
            number)
        : of(what, number);
  }

  private static Reason reason(int errno) {
    return switch (errno) {
      case Numbers.ENOENT, FileNumbers.ESTALE -> Reason.NOT_FOUND;
      case Numbers.EEXIST -> Reason.EXISTS;
      case FileNumbers.ENOTEMPTY -> Reason.NOT_EMPTY;
      case FileNumbers.ENOTDIR, FileNumbers.EISDIR -> Reason.WRONG_KIND;
      case FileNumbers.ENOSPC, FileNumbers.EDQUOT -> Reason.NO_SPACE;
      case FileNumbers.EROFS -> Reason.READ_ONLY;
      case FileNumbers.EACCES, Numbers.EPERM -> Reason.DENIED;
      case FileNumbers.ENAMETOOLONG, FileNumbers.EFBIG -> Reason.TOO_LONG;
      case FileNumbers.EOPNOTSUPP, FileNumbers.ENOSYS, FileNumbers.ENOTTY -> Reason.UNSUPPORTED;
      case FileNumbers.EXDEV -> Reason.ELSEWHERE;
      default -> Reason.OTHER;
    };
  }
}
