package io.understudy.api.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// A path below the root of a tree, as bytes: names joined by `/`. Never absolute, without `.`,
/// `..` and empty names; the root itself is empty. Ordered by unsigned bytes.
///
/// At most 4,095 bytes, and 255 for each name (PATH_MAX and NAME_MAX of Linux).
public final class RelativePath implements Comparable<RelativePath> {
  public static final RelativePath ROOT = new RelativePath(new byte[0]);

  private static final int LONGEST = 4095;
  private static final int LONGEST_NAME = 255;
  private static final byte[] TEMPORARY = ".understudy~".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private RelativePath(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @throws IllegalArgumentException if this is no such path
  public static RelativePath of(byte[] path) {
    if (path.length == 0) {
      return ROOT;
    }
    if (path.length > LONGEST) {
      throw refused(path, "is longer than %d bytes".formatted(LONGEST));
    }
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        checkName(path, start, i);
        start = i + 1;
      } else if (path[i] == 0) {
        throw refused(path, "contains NUL");
      }
    }
    return new RelativePath(path.clone());
  }

  /// {@return the path with these characters in UTF-8}
  ///
  /// @throws IllegalArgumentException if this is no such path
  public static RelativePath of(String path) {
    return of(path.getBytes(StandardCharsets.UTF_8));
  }

  /// {@return what [#toString] made a text of}
  ///
  /// @throws IllegalArgumentException if this is no such path
  public static RelativePath parse(String printed) {
    return of(PrintedBytes.parse(printed));
  }

  private static void checkName(byte[] path, int start, int end) {
    int length = end - start;
    boolean dot = length > 0 && path[start] == '.';
    if (length == 0) {
      throw refused(path, "has an empty name");
    } else if (dot && (length == 1 || length == 2 && path[start + 1] == '.')) {
      throw refused(path, "has . or .. in it");
    } else if (length > LONGEST_NAME) {
      throw refused(path, "has a name longer than %d bytes".formatted(LONGEST_NAME));
    }
  }

  private static IllegalArgumentException refused(byte[] path, String why) {
    String shown = PrintedBytes.of(Arrays.copyOf(path, Math.min(path.length, LONGEST_NAME)));
    return new IllegalArgumentException("path '%s' %s".formatted(shown, why));
  }

  /// {@return a copy}
  public byte[] bytes() {
    return bytes.clone();
  }

  /// {@return the number of bytes}
  public int length() {
    return bytes.length;
  }

  public boolean isRoot() {
    return bytes.length == 0;
  }

  /// @param name one name
  /// @throws IllegalArgumentException if it isn't one, or the path gets too long
  public RelativePath resolve(byte[] name) {
    checkName(name, 0, name.length);
    for (byte one : name) {
      if (one == 0 || one == '/') {
        throw refused(name, "is no single name");
      }
    }
    return resolve(new RelativePath(name.clone()));
  }

  /// @throws IllegalArgumentException if the path gets too long
  public RelativePath resolve(RelativePath below) {
    if (isRoot() || below.isRoot()) {
      return isRoot() ? below : this;
    }
    int length = bytes.length + 1 + below.bytes.length;
    byte[] joined = Arrays.copyOf(bytes, length);
    joined[bytes.length] = '/';
    System.arraycopy(below.bytes, 0, joined, bytes.length + 1, below.bytes.length);
    if (length > LONGEST) {
      throw refused(joined, "is longer than %d bytes".formatted(LONGEST));
    }
    return new RelativePath(joined);
  }

  /// {@return the directory it is in}
  ///
  /// @throws IllegalStateException of the root
  public RelativePath parent() {
    int slash = lastSlash();
    return slash < 0 ? ROOT : new RelativePath(Arrays.copyOf(bytes, slash));
  }

  /// {@return the last name}
  ///
  /// @throws IllegalStateException of the root
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  private int lastSlash() {
    if (isRoot()) {
      throw new IllegalStateException("the root has neither name nor parent");
    }
    int slash = bytes.length - 1;
    while (slash >= 0 && bytes[slash] != '/') {
      slash--;
    }
    return slash;
  }

  /// {@return whether it is that directory or below it}
  public boolean startsWith(RelativePath directory) {
    int length = directory.bytes.length;
    return length == 0
        || bytes.length >= length
            && (bytes.length == length || bytes[length] == '/')
            && Arrays.equals(bytes, 0, length, directory.bytes, 0, length);
  }

  /// {@return where this path is after its directory `from` was renamed to `to`}
  ///
  /// @throws IllegalArgumentException if it isn't below `from`, or gets too long
  public RelativePath moved(RelativePath from, RelativePath to) {
    if (!startsWith(from)) {
      throw new IllegalArgumentException("%s is not below %s".formatted(this, from));
    }
    if (bytes.length == from.bytes.length) {
      return to;
    }
    int start = from.isRoot() ? 0 : from.bytes.length + 1;
    return to.resolve(new RelativePath(Arrays.copyOfRange(bytes, start, bytes.length)));
  }

  /// {@return a new name in the same directory, by which [#isTemporary] knows it}
  ///
  /// @throws IllegalStateException of the root
  public RelativePath temporaryBeside() {
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    byte[] name = Arrays.copyOf(TEMPORARY, TEMPORARY.length + random.length());
    System.arraycopy(
        random.getBytes(StandardCharsets.US_ASCII), 0, name, TEMPORARY.length, random.length());
    return parent().resolve(name);
  }

  /// {@return whether the last name is one of [#temporaryBeside]: a file that isn't finished}
  public boolean isTemporary() {
    if (isRoot()) {
      return false;
    }
    int start = lastSlash() + 1;
    int end = Math.min(bytes.length, start + TEMPORARY.length);
    return Arrays.equals(bytes, start, end, TEMPORARY, 0, TEMPORARY.length);
  }

  @Override
  public int compareTo(RelativePath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelativePath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// {@return the path for people, in one line: what is not printable UTF-8, and `\`, as `\xHH`;
  /// the root as `.`}
  @Override
  public String toString() {
    return isRoot() ? "." : PrintedBytes.of(bytes);
  }
}
