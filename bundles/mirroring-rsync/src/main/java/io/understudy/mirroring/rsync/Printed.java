package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of rsync's report: `<f.st...... 123 name`. Bytes that aren't printable ASCII are written
/// as `\#ooo`.
///
/// @param flags what it does and why, as in the manual at --itemize-changes
record Printed(String flags, long size, RelativePath path) {
  private static final Pattern LINE = Pattern.compile("(\\S{11}) (\\d+) (.*)");

  /// {@return empty if it is no such line}
  static Optional<Printed> of(String line) {
    Matcher form = LINE.matcher(line);
    if (!form.matches()) {
      return Optional.empty();
    }
    byte[] name = name(form.group(3));
    try {
      return Optional.of(
          new Printed(form.group(1), Long.parseLong(form.group(2)), RelativePath.of(name)));
    } catch (IllegalArgumentException noPath) {
      return Optional.empty();
    }
  }

  private static byte[] name(String text) {
    String plain = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (plain.equals(".")) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length());
    for (int i = 0; i < plain.length(); i++) {
      if (escaped(plain, i)) {
        bytes.write(Integer.parseInt(plain.substring(i + 2, i + 5), 8));
        i += 4;
      } else {
        bytes.write(plain.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /// {@return whether there is `\#` and three digits}
  private static boolean escaped(String text, int at) {
    return text.startsWith("\\#", at)
        && at + 5 <= text.length()
        && text.substring(at + 2, at + 5).chars().allMatch(digit -> digit >= '0' && digit <= '7');
  }

  /// {@return a path as rsync prints it}
  static String text(RelativePath path) {
    String raw = new String(path.bytes(), StandardCharsets.ISO_8859_1);
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char one = raw.charAt(i);
      boolean strange = one < 0x20 && one != '\t' || one >= 0x7f || escaped(raw, i);
      text.append(strange ? "\\#%03o".formatted((int) one) : String.valueOf(one));
    }
    return text.toString();
  }

  /// {@return whether the content of a plain file was sent}
  boolean sent() {
    return flags.startsWith("<f");
  }

  /// {@return what a comparison found, in words; empty if nothing}
  Optional<String> difference() {
    String what = flags.substring(2);
    if (what.startsWith("+")) {
      return Optional.of("missing");
    } else if (what.charAt(1) == 's') {
      return Optional.of("size");
    } else if (what.charAt(0) == 'c') {
      return Optional.of("content");
    } else if (what.charAt(2) == 't' || what.charAt(2) == 'T') {
      return Optional.of("time");
    }
    return what.chars().anyMatch(Character::isLetter)
        ? Optional.of("attributes")
        : Optional.empty();
  }
}
