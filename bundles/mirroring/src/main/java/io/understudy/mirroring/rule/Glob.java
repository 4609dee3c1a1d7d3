package io.understudy.mirroring.rule;

import io.understudy.api.files.RelativePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One pattern, much as in a .gitignore: `*` and `?` stand for anything but `/`, `**` for any
/// directories; with a `/` in the beginning or middle it starts at the root, else it may be
/// anywhere; with a `/` at the end it means directories only. Names are bytes, `?` is one character
/// of UTF-8, and a backslash takes away the next character's meaning.
final class Glob {
  private static final byte[] ANY = {'*', '*'};
  private static final int LONGEST = 1024;

  private final String pattern;
  private final byte[][] names;
  private final boolean anchored;
  private final boolean directories;

  private Glob(String pattern, byte[][] names, boolean anchored, boolean directories) {
    this.pattern = pattern;
    this.names = names;
    this.anchored = anchored;
    this.directories = directories;
  }

  static Glob of(String pattern) {
    if (pattern.length() > LONGEST) {
      throw new IllegalArgumentException("use at most %d characters".formatted(LONGEST));
    }
    boolean directories = pattern.endsWith("/");
    String rest = directories ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anchored = rest.indexOf('/') >= 0;
    rest = rest.startsWith("/") ? rest.substring(1) : rest;
    List<byte[]> names = new ArrayList<>();
    if (!anchored) {
      names.add(ANY);
    }
    for (String name : rest.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException("write names between the slashes, like *.tmp or cache/");
      } else if (name.endsWith("\\") && !name.endsWith("\\\\")) {
        throw new IllegalArgumentException("write something after the backslash");
      }
      names.add(name.getBytes(StandardCharsets.UTF_8));
    }
    return new Glob(pattern, names.toArray(byte[][]::new), anchored, directories);
  }

  /// {@return whether it depends on where a file is, not only on its name}
  boolean anchored() {
    return anchored;
  }

  /// {@return whether it means just this path}
  boolean matches(RelativePath path, boolean directory) {
    return (directory || !directories) && matches(split(path), 0, 0, false);
  }

  /// {@return whether it may mean something below that directory}
  boolean leadsBelow(RelativePath directory) {
    return matches(split(directory), 0, 0, true);
  }

  private static byte[][] split(RelativePath path) {
    byte[] all = path.bytes();
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= all.length; i++) {
      if (i == all.length || all[i] == '/') {
        names.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return names.toArray(byte[][]::new);
  }

  /// @param above whether it is enough that the path ends before the pattern does
  private boolean matches(byte[][] path, int at, int pattern, boolean above) {
    if (at == path.length) {
      return above ? pattern < names.length : pattern == names.length;
    } else if (pattern == names.length) {
      return false;
    } else if (Arrays.equals(names[pattern], ANY)) {
      boolean last = pattern == names.length - 1; // a/** is what is in a
      return last || matches(path, at, pattern + 1, above) || matches(path, at + 1, pattern, above);
    }
    return name(path[at], 0, names[pattern], 0) && matches(path, at + 1, pattern + 1, above);
  }

  private static boolean name(byte[] name, int at, byte[] pattern, int from) {
    int i = at;
    int star = -1;
    int back = 0;
    int p = from;
    while (i < name.length) {
      int taken = p < pattern.length && pattern[p] != '*' ? one(name, i, pattern, p) : 0;
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        back = i;
      } else if (taken > 0) {
        p += pattern[p] == '\\' ? 2 : 1;
        i += taken;
      } else if (star >= 0) {
        p = star + 1;
        i = ++back;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /// {@return how many bytes of the name the next character of the pattern takes; 0 if it doesn't}
  private static int one(byte[] name, int at, byte[] pattern, int from) {
    if (pattern[from] == '?') {
      int length = 1;
      while (at + length < name.length && length < 4 && (name[at + length] & 0xc0) == 0x80) {
        length++;
      }
      return length;
    }
    byte wanted = pattern[from] == '\\' ? pattern[from + 1] : pattern[from];
    return name[at] == wanted ? 1 : 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && pattern.equals(glob.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
