package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Names as rsync's filter patterns that match them and nothing else; but a newline, where one
/// can't be written, matches any byte.
final class Patterns {
  /// rsync drops longer rules.
  static final int LONGEST = 4000;

  private Patterns() {}

  /// {@return `/` and the path, with what rsync would take for a wildcard escaped}
  static byte[] of(RelativePath path, boolean lines) {
    byte[] bytes = path.bytes();
    boolean wild = false;
    int length = 1;
    for (byte one : bytes) {
      wild |= one == '*' || one == '?' || one == '[' || lines && broken(one);
      length += escaped(one) ? 2 : 1;
    }
    // Without a wildcard rsync takes a backslash for itself.
    byte[] pattern = new byte[wild ? length : bytes.length + 1];
    int at = 0;
    pattern[at++] = '/';
    for (byte one : bytes) {
      if (wild && escaped(one)) {
        pattern[at++] = '\\';
      }
      pattern[at++] = lines && broken(one) ? (byte) '?' : one;
    }
    return pattern;
  }

  private static boolean broken(byte one) {
    return one == '\n' || one == '\r';
  }

  private static boolean escaped(byte one) {
    return one == '*' || one == '?' || one == '[' || one == '\\';
  }

  /// Writes a file that rsync reads.
  ///
  /// @param end of each
  static void write(Path file, List<byte[]> texts, int end) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (byte[] text : texts) {
        out.write(text);
        out.write(end);
      }
    }
  }
}
