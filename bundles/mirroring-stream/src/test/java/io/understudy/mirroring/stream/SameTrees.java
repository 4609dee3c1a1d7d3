package io.understudy.mirroring.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Compares two trees in all that a mirror has to keep: names, kinds, contents, holes, hard links,
/// permissions, owners, times, extended attributes with ACLs, links' targets, device numbers. Only
/// access times of symbolic links are left out: whoever looks where a link leads sets them.
final class SameTrees {
  private static final int MOST = 20;
  private static final int PIECE = 1 << 18;

  private final Tree one;
  private final Tree other;
  private final List<String> differences = new ArrayList<>();
  private final Map<Long, Long> inodes = new HashMap<>();
  private final Map<Long, Long> reverse = new HashMap<>();
  private final ByteBuffer first = ByteBuffer.allocateDirect(PIECE);
  private final ByteBuffer second = ByteBuffer.allocateDirect(PIECE);

  private SameTrees(Tree one, Tree other) {
    this.one = one;
    this.other = other;
  }

  /// {@return in what they differ, the first ones}
  static List<String> differences(Tree one, Tree other) throws IOException {
    SameTrees trees = new SameTrees(one, other);
    trees.compare(RelativePath.ROOT);
    return trees.differences;
  }

  static void assertSame(Tree one, Tree other) throws IOException {
    assertSame(one, other, "");
  }

  static void assertSame(Tree one, Tree other, String message) throws IOException {
    assertEquals("", String.join("\n", differences(one, other)), message);
  }

  private void compare(RelativePath path) throws IOException {
    Optional<Metadata> left = one.find(path);
    Optional<Metadata> right = other.find(path);
    if (left.isEmpty() || right.isEmpty()) {
      differ(path, "there", left.isPresent(), right.isPresent());
      return;
    }
    Metadata a = left.get();
    Metadata b = right.get();
    if (a.kind() != b.kind()) {
      differ(path, "kind", a.kind(), b.kind());
      return;
    }
    attributes(path, a, b);
    switch (a.kind()) {
      case FILE -> file(path, a, b);
      case DIRECTORY -> directory(path);
      case SYMLINK -> {
        if (!Arrays.equals(one.readSymlink(path), other.readSymlink(path))) {
          differ(path, "target", "one", "another");
        }
      }
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE ->
          same(path, "device", a.special(), b.special());
    }
  }

  private void attributes(RelativePath path, Metadata a, Metadata b) throws IOException {
    same(path, "permissions", a.permissions(), b.permissions());
    same(path, "user", a.user(), b.user());
    same(path, "group", a.group(), b.group());
    same(path, "modified", a.modified(), b.modified());
    if (a.kind() != Kind.SYMLINK) {
      same(path, "accessed", a.accessed(), b.accessed());
    }
    try (Inode left = one.open(path);
        Inode right = other.open(path)) {
      same(path, "extended attributes", extended(left), extended(right));
    }
  }

  private static Map<String, String> extended(Inode inode) throws IOException {
    Map<String, String> all = new HashMap<>();
    for (String name : inode.attributes()) {
      all.put(name, Arrays.toString(inode.attribute(name).orElseThrow()));
    }
    return all;
  }

  private void file(RelativePath path, Metadata a, Metadata b) throws IOException {
    same(path, "size", a.size(), b.size());
    Long known = inodes.putIfAbsent(a.inode(), b.inode());
    Long back = reverse.putIfAbsent(b.inode(), a.inode());
    if (known != null && known != b.inode() || back != null && back != a.inode()) {
      differ(path, "hard links", a.links(), b.links());
    }
    if (b.allocated() > a.allocated() + (1 << 16) && b.allocated() > a.allocated() * 1.1) {
      differ(path, "allocated", a.allocated(), b.allocated());
    }
    if (a.size() == b.size() && known == null) {
      content(path, a.size());
    }
  }

  private void content(RelativePath path, long size) throws IOException {
    try (OpenFile left = one.read(path);
        OpenFile right = other.read(path)) {
      long at = 0;
      while (at < size) {
        at = Math.min(left.nextData(at), right.nextData(at));
        left.read(first.clear(), at);
        right.read(second.clear(), at);
        if (!first.flip().equals(second.flip())) {
          differ(path, "content", "at " + at, "+" + first.mismatch(second));
          return;
        }
        at += PIECE;
      }
    }
  }

  private void directory(RelativePath path) throws IOException {
    TreeSet<RelativePath> names = new TreeSet<>();
    one.list(path, (name, _) -> names.add(path.resolve(name)));
    other.list(path, (name, _) -> names.add(path.resolve(name)));
    for (RelativePath name : names) {
      compare(name);
    }
  }

  private void same(RelativePath path, String what, Object a, Object b) {
    if (!a.equals(b)) {
      differ(path, what, a, b);
    }
  }

  private void differ(RelativePath path, String what, Object a, Object b) {
    if (differences.size() < MOST) {
      differences.add("%s: %s: %s / %s".formatted(path, what, a, b));
    }
  }
}
