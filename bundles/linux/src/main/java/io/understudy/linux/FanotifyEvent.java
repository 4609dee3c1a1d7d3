package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One event of fanotify(7), as a group with FAN_REPORT_DFID_NAME_TARGET gets it.
///
/// @param process who did it
/// @param entry the entry that it is about; the old one of a renaming; null of an overflow
/// @param renamed the new entry of a renaming
/// @param target handle of the file itself
record FanotifyEvent(
    long mask,
    int process,
    @Nullable Entry entry,
    @Nullable Entry renamed,
    @Nullable ByteBuffer target) {
  static final long MODIFY = 0x2;
  static final long ATTRIB = 0x4;
  static final long CLOSE_WRITE = 0x8;
  static final long CREATE = 0x100;
  static final long DELETE = 0x200;
  static final long OVERFLOW = 0x4000;
  static final long RENAME = 0x10000000;
  static final long ONDIR = 0x40000000;

  private static final int INFO_FID = 1;
  private static final int INFO_DFID_NAME = 2;
  private static final int INFO_OLD_DFID_NAME = 10;
  private static final int INFO_NEW_DFID_NAME = 12;

  /// Length, type and the file system's id, before the handle.
  private static final int INFO_HEADER = 12;

  /// @param directory handle (`struct file_handle`)
  /// @param name in it; `.` for the directory itself
  record Entry(ByteBuffer directory, byte[] name) {
    boolean itself() {
      return name.length == 0 || name.length == 1 && name[0] == '.';
    }
  }

  static int length(MemorySegment events, long at) {
    return events.get(JAVA_INT_UNALIGNED, at);
  }

  static FanotifyEvent of(MemorySegment event) {
    Entry entry = null;
    Entry renamed = null;
    ByteBuffer target = null;
    long at = event.get(JAVA_SHORT_UNALIGNED, 6);
    while (at < event.byteSize()) {
      int length = Short.toUnsignedInt(event.get(JAVA_SHORT_UNALIGNED, at + 2));
      MemorySegment info = event.asSlice(at, length);
      switch (info.get(JAVA_BYTE, 0)) {
        case INFO_DFID_NAME, INFO_OLD_DFID_NAME -> entry = entry(info);
        case INFO_NEW_DFID_NAME -> renamed = entry(info);
        case INFO_FID -> target = handle(info);
        default -> {} // what later kernels add
      }
      at += length;
    }
    return new FanotifyEvent(
        event.get(JAVA_LONG_UNALIGNED, 8),
        event.get(JAVA_INT_UNALIGNED, 20),
        entry,
        renamed,
        target);
  }

  private static Entry entry(MemorySegment info) {
    ByteBuffer directory = handle(info);
    long start = INFO_HEADER + directory.capacity();
    long end = start;
    while (end < info.byteSize() && info.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return new Entry(directory, info.asSlice(start, end - start).toArray(JAVA_BYTE));
  }

  private static ByteBuffer handle(MemorySegment info) {
    long length = 8L + info.get(JAVA_INT_UNALIGNED, INFO_HEADER);
    return ByteBuffer.wrap(info.asSlice(INFO_HEADER, length).toArray(JAVA_BYTE));
  }

  boolean is(long kind) {
    return (mask & kind) != 0;
  }
}
