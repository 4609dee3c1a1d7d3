package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of random changes, told by their paths, over a channel that is cut again and again. At
/// the end both trees are the same. `-Dunderstudy.seed=N` plays one again.
final class RandomHistoryTest {
  private static final long SEED = Long.getLong("understudy.seed", 18);
  private static final int ROUNDS = Integer.getInteger("understudy.rounds", 120);
  private static final int CHANGES = 40;

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final List<Item> moves = new ArrayList<>();
  private final Set<RelativePath> dirty = new LinkedHashSet<>();
  private final Set<RelativePath> whole = new LinkedHashSet<>();

  @Test
  void randomChangesAndCutsEndInTheSameTree() throws Exception {
    System.out.println("seed " + SEED);
    try (Pair pair = new Pair(directory)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = random.nextInt(CHANGES); i >= 0; i--) {
          change(pair.from);
        }
        carry(pair, round);
      }
      pair.disconnect();
      int rounds = 0;
      do {
        pass(pair);
        rounds++;
      } while (!dirty.isEmpty() && rounds < 5);
      SameTrees.assertSame(pair.from, pair.to, "seed " + SEED);
    }
  }

  private void carry(Pair pair, int round) throws Exception {
    int fate = random.nextInt(10);
    if (fate == 0) {
      pair.wire().cutAfter(random.nextInt(200_000));
    } else if (fate == 1) {
      pair.disconnect();
    } else if (fate == 2) {
      whole.add(RelativePath.ROOT);
    }
    if (fate < 8) {
      try {
        pass(pair);
      } catch (IOException e) {
        pair.disconnect();
      }
      if (round % 10 == 9 && dirty.isEmpty() && whole.isEmpty()) {
        SameTrees.assertSame(pair.from, pair.to, "seed %d, round %d".formatted(SEED, round));
      }
    }
  }

  /// Items that aren't done stay dirty.
  private void pass(Pair pair) throws IOException, InterruptedException {
    List<Item> items = new ArrayList<>(moves);
    dirty.forEach(path -> items.add(new Item.Look(path)));
    whole.forEach(
        path ->
            items.add(
                random.nextInt(3) > 0
                    ? new Item.Compare(path, false)
                    : new Item.Compare(path, true)));
    List<Item> left = new ArrayList<>(items);
    Heard heard =
        new Heard() {
          @Override
          public void done(Item item) {
            super.done(item);
            if (!left.remove(item)) {
              throw new AssertionError(item + " ended twice");
            }
          }
        };
    try {
      pair.pass(() -> Optional.ofNullable(items.isEmpty() ? null : items.removeFirst()), heard);
    } finally {
      moves.clear();
      dirty.clear();
      whole.clear();
      for (Item item : left) {
        switch (item) {
          case Item.Look look -> dirty.add(look.path());
          case Item.Move move -> {
            whole.add(move.from());
            whole.add(move.to());
          }
          case Item.Compare compare -> whole.add(compare.path());
        }
      }
    }
  }

  private void touched(RelativePath path) {
    dirty.add(path);
    if (!path.isRoot()) {
      dirty.add(path.parent());
    }
  }

  private RelativePath any(Tree tree, boolean fresh) throws IOException {
    RelativePath path = RelativePath.ROOT;
    int depth = 1 + random.nextInt(3);
    for (int i = 0; i < depth; i++) {
      RelativePath below =
          path.resolve(new byte[] {(byte) ("abcdefghij\n\u00ff".charAt(random.nextInt(12)))});
      Optional<Metadata> found = tree.find(below);
      if (found.isEmpty() && !fresh && i > 0) {
        return path;
      }
      path = below;
      if (found.isEmpty() || found.get().kind() != Kind.DIRECTORY) {
        return path;
      }
    }
    return path;
  }

  private void change(Tree tree) throws IOException {
    RelativePath path = any(tree, true);
    boolean told = false;
    try {
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> {
          Pair.write(tree, "temporary", content());
          tree.rename(RelativePath.of("temporary"), tree, path, Replacing.REPLACE);
        }
        case 3 -> tree.makeDirectory(path);
        case 4 -> remove(tree, path);
        case 5 -> tree.makeSymlink(path, new byte[] {(byte) (1 + random.nextInt(255))});
        case 6 -> tree.makeNode(path, random.nextBoolean() ? Kind.FIFO : Kind.SOCKET, 0);
        case 7, 8 -> told = move(tree, path, any(tree, true));
        case 9 -> link(tree, path);
        case 10, 11 -> modify(tree, path);
        case 12 -> attributes(tree, path);
        case 13 -> large(tree, path);
        default -> throw new AssertionError();
      }
    } catch (FileFailure e) {
      // It isn't possible there.
    }
    if (!told) {
      touched(path);
    }
    touched(RelativePath.of("temporary"));
  }

  private byte[] content() {
    byte[] content = new byte[random.nextInt(random.nextInt(8) == 0 ? 40_000 : 300)];
    if (random.nextBoolean()) {
      random.nextBytes(content);
    }
    return content;
  }

  private void remove(Tree tree, RelativePath path) throws IOException {
    touched(path);
    Optional<Metadata> found = tree.find(path);
    if (found.isPresent() && found.get().kind() == Kind.DIRECTORY) {
      List<RelativePath> below = new ArrayList<>();
      tree.list(path, (name, _) -> below.add(path.resolve(name)));
      for (RelativePath one : below) {
        remove(tree, one);
      }
    }
    tree.remove(path);
  }

  /// {@return whether nothing more is to be told of it} So it is of a file; what it has other names
  /// by, what it replaced perhaps too, is told by all names.
  private boolean move(Tree tree, RelativePath from, RelativePath to) throws IOException {
    Optional<Metadata> moved = tree.find(from);
    Optional<Metadata> replaced = tree.find(to);
    tree.rename(from, tree, to, Replacing.REPLACE);
    boolean directory = moved.filter(is -> is.kind() == Kind.DIRECTORY).isPresent();
    boolean alone =
        moved.filter(is -> is.kind() == Kind.FILE && is.links() == 1).isPresent()
            && replaced.filter(is -> is.links() > 1).isEmpty();
    moves.add(new Item.Move(from, to, directory));
    if (!alone) {
      touched(to);
    }
    for (Set<RelativePath> told : List.of(dirty, whole)) {
      for (RelativePath path : List.copyOf(told)) {
        if (path.startsWith(from)) {
          told.add(path.moved(from, to));
        }
      }
    }
    return alone;
  }

  private void link(Tree tree, RelativePath path) throws IOException {
    RelativePath other = any(tree, true);
    if (tree.find(path).filter(is -> is.kind() == Kind.FILE).isEmpty()) {
      return; // other kinds with several names are not kept together
    }
    tree.link(path, other);
    touched(other);
  }

  /// What is done by a name that goes before it was ever seen is known by nobody: only comparisons
  /// find that, so here all names are told.
  private void touchNames(Tree tree, RelativePath path) throws IOException {
    Optional<Metadata> found = tree.find(path);
    if (found.isPresent() && found.get().kind() == Kind.FILE && found.get().links() > 1) {
      touchNames(tree, RelativePath.ROOT, found.get().inode());
    }
  }

  private void touchNames(Tree tree, RelativePath directory, long inode) throws IOException {
    tree.list(
        directory,
        (name, found) -> {
          if (found.inode() == inode) {
            touched(directory.resolve(name));
          } else if (found.kind() == Kind.DIRECTORY) {
            touchNames(tree, directory.resolve(name), inode);
          }
        });
  }

  private void modify(Tree tree, RelativePath path) throws IOException {
    touchNames(tree, path);
    try (OpenFile file = tree.update(path)) {
      long size = file.metadata().size();
      if (random.nextInt(4) == 0) {
        file.truncate(random.nextLong(size + 5000));
      } else {
        byte[] some = content();
        file.write(ByteBuffer.wrap(some), random.nextLong(size + 100));
      }
    }
  }

  private void attributes(Tree tree, RelativePath path) throws IOException {
    touchNames(tree, path);
    try (Inode inode = tree.open(path)) {
      Kind kind = inode.metadata().kind();
      inode.owner(random.nextInt(5), random.nextInt(5));
      if (kind == Kind.FILE || kind == Kind.DIRECTORY) {
        inode.attribute("user.x" + random.nextInt(3), new byte[random.nextInt(20)]);
        inode.removeAttribute("user.x" + random.nextInt(3));
      }
      if (kind != Kind.SYMLINK) {
        inode.permissions(random.nextInt(010000));
      }
      if (random.nextBoolean()) {
        inode.times(
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
      }
    }
  }

  private void large(Tree tree, RelativePath path) throws IOException {
    try (OpenFile file = tree.create(path)) {
      byte[] some = new byte[400_000];
      random.nextBytes(some);
      file.write(ByteBuffer.wrap(some), random.nextInt(3) * 200_000L);
      file.truncate(random.nextInt(6_000_000));
    }
  }
}
