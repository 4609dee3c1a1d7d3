package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.files.Tree;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Reads a directory by getdents64(2), in pieces of 64 KiB, and looks at each entry.
final class Listing {
  private static final int LENGTH = 16;
  private static final int NAME = 19;

  private Listing() {}

  /// @param directory its descriptor
  static void of(String what, int directory, Tree.Visitor visitor) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment entries = scratch.buffer();
      while (true) {
        int length = Call.GETDENTS.with(scratch, directory, entries.address(), entries.byteSize());
        if (length == 0 || length == -Numbers.ENOENT) {
          return; // the end, or the directory itself was removed
        } else if (length < 0) {
          throw Refusal.of(what, length);
        }
        for (int at = 0; at < length; ) {
          int size = Short.toUnsignedInt(entries.get(JAVA_SHORT, at + LENGTH));
          entry(what, scratch, directory, entries.asSlice(at + NAME, size - NAME), visitor);
          at += size;
        }
      }
    }
  }

  private static void entry(
      String what, Scratch scratch, int directory, MemorySegment name, Tree.Visitor visitor)
      throws IOException {
    int length = 0;
    while (name.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    byte first = name.get(JAVA_BYTE, 0);
    if (first == '.' && (length == 1 || length == 2 && name.get(JAVA_BYTE, 1) == '.')) {
      return;
    }
    int result = Statx.at(scratch, directory, name.address());
    if (result == 0) {
      visitor.entry(name.asSlice(0, length).toArray(JAVA_BYTE), Statx.metadata(scratch));
    } else if (result != -Numbers.ENOENT) {
      throw Refusal.of(what, result);
    }
  }
}
