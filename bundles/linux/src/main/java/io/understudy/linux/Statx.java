package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import java.lang.foreign.MemorySegment;
import java.time.Instant;

/// statx(2), which is the same on every architecture.
final class Statx {
  private static final int BASIC = 0x7ff;
  private static final int EMPTY = 384;

  private Statx() {}

  /// Leaves the answer in [Scratch#small].
  ///
  /// @param name address of a name in the directory
  static int at(Scratch scratch, int directory, long name) {
    int flags = FileNumbers.AT_SYMLINK_NOFOLLOW | FileNumbers.AT_NO_AUTOMOUNT;
    return Call.STATX.with(scratch, directory, name, flags, BASIC, scratch.small().address());
  }

  /// Leaves the answer in [Scratch#small].
  static int of(Scratch scratch, int descriptor) {
    MemorySegment small = scratch.small();
    small.set(JAVA_INT, EMPTY, 0);
    return Call.STATX.with(
        scratch,
        descriptor,
        small.address() + EMPTY,
        FileNumbers.AT_EMPTY_PATH,
        BASIC,
        small.address());
  }

  static int mode(Scratch scratch) {
    return Short.toUnsignedInt(scratch.small().get(JAVA_SHORT, 0x1c));
  }

  static long device(Scratch scratch) {
    return device(scratch.small(), 0x88);
  }

  static int links(Scratch scratch) {
    return scratch.small().get(JAVA_INT, 0x10);
  }

  static Metadata metadata(Scratch scratch) {
    MemorySegment answer = scratch.small();
    int mode = mode(scratch);
    return new Metadata(
        kind(mode),
        device(answer, 0x88),
        answer.get(JAVA_LONG, 0x20),
        links(scratch),
        mode & ~FileNumbers.S_IFMT,
        answer.get(JAVA_INT, 0x14),
        answer.get(JAVA_INT, 0x18),
        device(answer, 0x80),
        answer.get(JAVA_LONG, 0x28),
        answer.get(JAVA_LONG, 0x30) * 512,
        time(answer, 0x40),
        time(answer, 0x70),
        time(answer, 0x60));
  }

  private static long device(MemorySegment answer, long at) {
    return Integer.toUnsignedLong(answer.get(JAVA_INT, at)) << 32
        | Integer.toUnsignedLong(answer.get(JAVA_INT, at + 4));
  }

  private static Instant time(MemorySegment answer, long at) {
    return Instant.ofEpochSecond(answer.get(JAVA_LONG, at), answer.get(JAVA_INT, at + 8));
  }

  static Kind kind(int mode) {
    return switch (mode & FileNumbers.S_IFMT) {
      case FileNumbers.S_IFREG -> Kind.FILE;
      case FileNumbers.S_IFDIR -> Kind.DIRECTORY;
      case FileNumbers.S_IFLNK -> Kind.SYMLINK;
      case FileNumbers.S_IFIFO -> Kind.FIFO;
      case FileNumbers.S_IFSOCK -> Kind.SOCKET;
      case FileNumbers.S_IFCHR -> Kind.CHARACTER_DEVICE;
      case FileNumbers.S_IFBLK -> Kind.BLOCK_DEVICE;
      default -> throw new AssertionError("mode %o".formatted(mode));
    };
  }
}
