package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.files.Tree;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// Reads a directory by getdents64(2), in pieces of 64 KiB.
final class Listing {
  private static final int LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;
  private static final byte DT_UNKNOWN = 0;
  private static final byte DT_DIR = 4;

  private Listing() {}

  /// Takes an entry.
  @FunctionalInterface
  private interface Taker {
    /// @param name with NUL at its end
    void take(Scratch scratch, byte type, MemorySegment name, int length) throws IOException;
  }

  /// Takes a name.
  @FunctionalInterface
  interface Names {
    void name(byte[] name, boolean directory) throws IOException;
  }

  /// Looks at each entry.
  ///
  /// @param what the operation and its file, for messages: made when there is one
  /// @param directory its descriptor
  static void of(Supplier<String> what, int directory, Tree.Visitor visitor) throws IOException {
    each(
        what,
        directory,
        (scratch, _, name, length) -> {
          int result = Statx.at(scratch, directory, name.address());
          if (result == 0) {
            byte[] copy = name.asSlice(0, length).toArray(JAVA_BYTE);
            visitor.entry(copy, Statx.metadata(scratch));
          } else if (result != -Numbers.ENOENT) {
            throw Refusal.of(what.get(), result);
          }
        });
  }

  /// Tells names only, and which are directories.
  static void names(Supplier<String> what, int directory, Names names) throws IOException {
    each(
        what,
        directory,
        (scratch, type, name, length) -> {
          boolean isDirectory = type == DT_DIR;
          if (type == DT_UNKNOWN && Statx.at(scratch, directory, name.address()) == 0) {
            isDirectory = (Statx.mode(scratch) & FileNumbers.S_IFMT) == FileNumbers.S_IFDIR;
          }
          names.name(name.asSlice(0, length).toArray(JAVA_BYTE), isDirectory);
        });
  }

  private static void each(Supplier<String> what, int directory, Taker taker) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment entries = scratch.buffer();
      while (true) {
        int length = Call.GETDENTS.with(scratch, directory, entries.address(), Scratch.BUFFER);
        if (length == 0 || length == -Numbers.ENOENT) {
          return; // the end, or the directory itself was removed
        } else if (length < 0) {
          throw Refusal.of(what.get(), length);
        }
        for (int at = 0; at < length; ) {
          int size = Short.toUnsignedInt(entries.get(JAVA_SHORT, at + LENGTH));
          MemorySegment name = entries.asSlice(at + NAME, size - NAME);
          int end = 0;
          while (name.get(JAVA_BYTE, end) != 0) {
            end++;
          }
          boolean dots = name.get(JAVA_BYTE, 0) == '.' && name.get(JAVA_BYTE, end - 1) == '.';
          if (!dots || end > 2) {
            taker.take(scratch, entries.get(JAVA_BYTE, at + TYPE), name, end);
          }
          at += size;
        }
      }
    }
  }
}
