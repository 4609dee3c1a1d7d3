package io.understudy.api.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/// Bytes as text of one line: UTF-8 where it is printable, else `\xHH` for each byte.
final class PrintedBytes {
  private PrintedBytes() {}

  static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 8);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer one = CharBuffer.allocate(2);
    int at = 0;
    while (at < bytes.length) {
      int length = length(bytes[at]);
      boolean printable = false;
      if (at + length <= bytes.length) {
        one.clear();
        boolean decoded =
            !decoder.reset().decode(ByteBuffer.wrap(bytes, at, length), one, true).isError();
        printable = decoded && printable(Character.codePointAt(one.flip(), 0));
      }
      if (printable) {
        text.append(one);
        at += length;
      } else {
        text.append("\\x%02x".formatted(bytes[at]));
        at++;
      }
    }
    return text.toString();
  }

  private static int length(byte lead) {
    int ones = Integer.numberOfLeadingZeros(~(lead << 24));
    return ones < 2 || ones > 4 ? 1 : ones;
  }

  private static boolean printable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> character != '\\';
    };
  }

  static byte[] parse(String text) {
    if (text.equals(".")) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      if (character != '\\') {
        bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(character);
      } else if (text.startsWith("x", at + 1) && at + 4 <= text.length()) {
        bytes.write(Integer.parseInt(text, at + 2, at + 4, 16));
        at += 4;
      } else {
        throw new IllegalArgumentException("'%s': \\ is written as \\x5c".formatted(text));
      }
    }
    return bytes.toByteArray();
  }
}
