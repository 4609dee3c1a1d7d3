package io.understudy.api.files;

import java.time.Instant;

/// What statx(2) tells of a file.
///
/// @param device number of the file system it is on; differs from the root's beyond a mount point
/// @param inode its number there; with `device`, the same for all hard links
/// @param links number of hard links
/// @param permissions mode without the kind: 12 bits, set-user-ID, set-group-ID and sticky included
/// @param user owner's number, as unsigned 32 bits
/// @param group group's number, as unsigned 32 bits
/// @param special the number of the device that a device node stands for (major << 32 | minor);
///     else 0
/// @param size bytes, holes included
/// @param allocated bytes that it takes on the disk: less than `size` where there are holes
/// @param accessed when it was read last, to the nanosecond (the file system may be coarser)
/// @param modified when its content changed last
/// @param changed when its content or any attribute changed last; nobody can set it
public record Metadata(
    Kind kind,
    long device,
    long inode,
    int links,
    int permissions,
    int user,
    int group,
    long special,
    long size,
    long allocated,
    Instant accessed,
    Instant modified,
    Instant changed) {

  /// What a file is.
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    FIFO,
    SOCKET,
    CHARACTER_DEVICE,
    BLOCK_DEVICE
  }
}
