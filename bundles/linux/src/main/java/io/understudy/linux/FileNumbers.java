package io.understudy.linux;

/// Numbers of the Linux kernel's interface to files.
final class FileNumbers {
  private static final boolean ARM_OR_POWER =
      System.getProperty("os.arch").matches("aarch64|arm.*|ppc64.*");

  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NONBLOCK = 0x800;
  static final int O_NOATIME = 0x40000;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;
  static final int O_DIRECTORY = ARM_OR_POWER ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = ARM_OR_POWER ? 0x8000 : 0x20000;
  static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_SYMLINK_FOLLOW = 0x400;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;

  /// The same on all architectures, as of all system calls since 2018.
  static final int SYS_OPENAT2 = 437;

  static final int RESOLVE_NO_XDEV = 1;
  static final int RESOLVE_NO_MAGICLINKS = 2;
  static final int RESOLVE_NO_SYMLINKS = 4;
  static final int RESOLVE_BENEATH = 8;

  static final int RENAME_NOREPLACE = 1;
  static final int RENAME_EXCHANGE = 2;

  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final int FALLOC_FL_PUNCH_HOLE_KEEP_SIZE = 3;

  /// _IOW(0x94, 9, int); another number on POWER.
  static final long FICLONE =
      System.getProperty("os.arch").startsWith("ppc64") ? 0x80049409L : 0x40049409L;

  static final int ST_RDONLY = 1;

  static final int S_IFMT = 0170000;
  static final int S_IFIFO = 0010000;
  static final int S_IFCHR = 0020000;
  static final int S_IFDIR = 0040000;
  static final int S_IFBLK = 0060000;
  static final int S_IFREG = 0100000;
  static final int S_IFLNK = 0120000;
  static final int S_IFSOCK = 0140000;

  static final int ENXIO = 6;
  static final int EACCES = 13;
  static final int EXDEV = 18;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int EINVAL = 22;
  static final int ENOTTY = 25;
  static final int EFBIG = 27;
  static final int ENOMEM = 12;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int ERANGE = 34;
  static final int ENAMETOOLONG = 36;
  static final int ENOSYS = 38;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;
  static final int ENODATA = 61;
  static final int EOVERFLOW = 75;
  static final int EOPNOTSUPP = 95;
  static final int ESTALE = 116;
  static final int EDQUOT = 122;

  private FileNumbers() {}
}
