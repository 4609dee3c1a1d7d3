package io.understudy.lab.mirroring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares two trees that rest: names, kinds, contents, modes, owners, times of change to the
/// nanosecond, extended attributes and ACLs, targets of symbolic links, hard links, holes. Times of
/// the last access are left out, and so is the root's own time.
public final class Comparison {
  private static final int MOST_EXAMPLES = 20;
  private static final int BUFFER = 1 << 18;

  /// A copy may take this much more than its source: file systems allocate in pieces.
  private static final long SLACK = 64 << 10;

  private final Predicate<String> ignored;
  private final Native files = new Native();
  private final Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
  private final List<String> examples = new ArrayList<>();
  private final Map<List<Long>, List<Long>> twins = new HashMap<>();
  private long compared;

  private Comparison(Predicate<String> ignored) {
    this.ignored = ignored;
  }

  /// @param files how many were compared, directories included
  /// @param counts how many differ in what
  /// @param examples some of them, in words
  public record Result(long files, Map<Difference, Integer> counts, List<String> examples) {
    public Result {
      counts = Map.copyOf(counts);
      examples = List.copyOf(examples);
    }

    public boolean identical() {
      return counts.isEmpty();
    }

    @Override
    public String toString() {
      if (identical()) {
        return "yes (%,d)".formatted(files);
      }
      StringBuilder text = new StringBuilder("no:");
      new java.util.TreeMap<>(counts)
          .forEach(
              (kind, count) ->
                  text.append(" %s %,d".formatted(kind.name().toLowerCase(Locale.ROOT), count)));
      return text.toString().replace('_', ' ');
    }
  }

  public static Result of(Path source, Path copy) {
    return of(source, copy, name -> false);
  }

  /// @param ignored names anywhere that aren't compared
  public static Result of(Path source, Path copy, Predicate<String> ignored) {
    Comparison comparison = new Comparison(ignored);
    try (Native _ = comparison.files;
        Arena arena = Arena.ofConfined()) {
      comparison.directory(
          bytes(source), bytes(copy), arena.allocate(BUFFER), arena.allocate(BUFFER));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Result(comparison.compared, comparison.counts, comparison.examples);
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] below(byte[] folder, byte[] name) {
    byte[] path = Arrays.copyOf(folder, folder.length + 1 + name.length);
    path[folder.length] = '/';
    System.arraycopy(name, 0, path, folder.length + 1, name.length);
    return path;
  }

  /// Both lists are sorted, so they are gone through side by side.
  private void directory(byte[] source, byte[] copy, MemorySegment one, MemorySegment other)
      throws IOException {
    Iterator<byte[]> here = names(source);
    Iterator<byte[]> there = names(copy);
    byte[] left = next(here);
    byte[] right = next(there);
    while (left != null || right != null) {
      int order = left == null ? 1 : right == null ? -1 : Arrays.compareUnsigned(left, right);
      if (order < 0) {
        differs(Difference.MISSING, below(source, left));
        left = next(here);
      } else if (order > 0) {
        differs(Difference.SURPLUS, below(copy, right));
        right = next(there);
      } else {
        entry(below(source, left), below(copy, right), one, other);
        left = next(here);
        right = next(there);
      }
    }
  }

  private Iterator<byte[]> names(byte[] folder) throws IOException {
    return files.list(folder).stream()
        .filter(name -> !ignored.test(new String(name, StandardCharsets.ISO_8859_1)))
        .iterator();
  }

  private static byte @Nullable [] next(Iterator<byte[]> names) {
    return names.hasNext() ? names.next() : null;
  }

  private void entry(byte[] source, byte[] copy, MemorySegment one, MemorySegment other)
      throws IOException {
    Native.Stat here = files.stat(source);
    Native.Stat there = files.stat(copy);
    compared++;
    if (here == null || there == null) {
      differs(here == null ? Difference.SURPLUS : Difference.MISSING, source);
      return;
    }
    if (here.kind() != there.kind() || here.special() != there.special()) {
      differs(Difference.KIND, source);
      return;
    }
    check(Difference.MODE, here.mode(), there.mode(), source);
    check(
        Difference.OWNER,
        List.of(here.user(), here.group()),
        List.of(there.user(), there.group()),
        source);
    check(
        Difference.TIME,
        List.of(here.seconds(), (long) here.nanos()),
        List.of(there.seconds(), (long) there.nanos()),
        source);
    check(Difference.ATTRIBUTES, files.attributes(source), files.attributes(copy), source);
    if (here.directory()) {
      directory(source, copy, one, other);
      return;
    }
    links(here, there, source);
    if (here.symlink()) {
      if (!Arrays.equals(files.readLink(source), files.readLink(copy))) {
        differs(Difference.TARGET, source);
      }
    } else if (here.file()) {
      content(here, there, source, copy, one, other);
    }
  }

  private void check(Difference kind, Object here, Object there, byte[] path) {
    if (!Objects.equals(here, there)) {
      differs(kind, path, " (" + here + ", copy " + there + ")");
    }
  }

  /// Names that are one file at the source have to be one file in the copy, and only these.
  private void links(Native.Stat here, Native.Stat there, byte[] path) {
    if (here.links() == 1 && there.links() == 1) {
      return;
    }
    List<Long> copy = List.of(there.device(), there.inode());
    List<Long> known = twins.putIfAbsent(List.of(here.device(), here.inode()), copy);
    if (here.links() != there.links() || known != null && !known.equals(copy)) {
      differs(Difference.HARD_LINKS, path);
    }
  }

  private void content(
      Native.Stat here,
      Native.Stat there,
      byte[] source,
      byte[] copy,
      MemorySegment one,
      MemorySegment other)
      throws IOException {
    if (here.size() != there.size()) {
      differs(Difference.CONTENT, source, " (%d, copy %d)".formatted(here.size(), there.size()));
      return;
    }
    if (there.allocated() > here.allocated() + SLACK && here.allocated() < here.size()) {
      differs(Difference.HOLES, source);
    }
    int left = files.open(source);
    try {
      int right = files.open(copy);
      try {
        for (int read = files.read(left, one); read > 0; read = files.read(left, one)) {
          if (files.read(right, other) != read
              || one.asSlice(0, read).mismatch(other.asSlice(0, read)) >= 0) {
            differs(Difference.CONTENT, source);
            return;
          }
        }
      } finally {
        files.close(right);
      }
    } finally {
      files.close(left);
    }
  }

  private void differs(Difference kind, byte[] path) {
    differs(kind, path, "");
  }

  private void differs(Difference kind, byte[] path, String how) {
    counts.merge(kind, 1, Integer::sum);
    if (examples.size() < MOST_EXAMPLES) {
      examples.add("%s %s%s".formatted(kind, new String(path, StandardCharsets.ISO_8859_1), how));
    }
  }
}
