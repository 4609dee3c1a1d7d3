package io.understudy.hook.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The end of what a program wrote.
final class Tail {
  private static final int LINES = 3;
  private static final int LONGEST = 300;

  private final int most;
  private byte[] bytes = {};

  /// @param most bytes that are kept
  Tail(int most) {
    this.most = most;
  }

  void add(byte[] more, int length) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(bytes.length + length);
    both.writeBytes(bytes);
    both.write(more, 0, length);
    bytes = both.toByteArray();
    if (bytes.length > most) {
      bytes = Arrays.copyOfRange(bytes, bytes.length - most, bytes.length);
    }
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// {@return the last lines of a text, in one that fits into a message}
  static String lines(String text) {
    List<String> lines =
        text.lines()
            .map(one -> one.replaceAll("\\p{Cntrl}", " ").strip())
            .filter(one -> !one.isEmpty())
            .toList();
    String last =
        String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return last.length() <= LONGEST ? last : "..." + last.substring(last.length() - LONGEST);
  }
}
