package io.understudy.linux;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Does a few hundred random things to a tree, two at a time.
final class Disorder {
  private static final int OPERATIONS = 150;
  private static final String[] NAMES = {"a", "b", "c"};

  private final Tree tree;
  private final Tree aside;
  private final Random random;

  private Disorder(Tree tree, Tree aside, long seed) {
    this.tree = tree;
    this.aside = aside;
    random = new Random(seed);
  }

  static void in(Tree tree, Path aside, long seed) throws Exception {
    try (TreeOfTest other = TreeOfTest.open(aside)) {
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Disorder disorder = new Disorder(tree, other.tree(), seed * 31 + i);
        threads.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((_, thrown) -> failures.add(thrown))
                .start(disorder::run));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (!failures.isEmpty()) {
        throw new AssertionError("seed " + seed, failures.getFirst());
      }
    }
  }

  private void run() {
    for (int i = 0; i < OPERATIONS; i++) {
      try {
        operation(path(), path());
      } catch (FileFailure expected) {
        if (expected.reason() == FileFailure.Reason.OTHER && expected.errno() != 22) {
          throw new AssertionError(expected); // 22: a directory into itself
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private RelativePath path() {
    StringBuilder path = new StringBuilder(NAMES[random.nextInt(NAMES.length)]);
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
    }
    return RelativePath.of(path.toString());
  }

  private void operation(RelativePath one, RelativePath other) throws IOException {
    switch (random.nextInt(11)) {
      case 0, 1, 2 -> deep(one);
      case 3, 4 -> write(one);
      case 5 -> tree.rename(one, tree, other, Replacing.REPLACE);
      case 6 -> tree.rename(one, tree, other, Replacing.EXCHANGE);
      case 7 -> tree.rename(one, aside, path(NAMES[random.nextInt(3)]), Replacing.REPLACE);
      case 8 -> aside.rename(path(NAMES[random.nextInt(3)]), tree, one, Replacing.REPLACE);
      case 9 -> removeAll(one);
      default -> {
        try (var inode = tree.open(one)) {
          inode.permissions(0700 | random.nextInt(64));
        }
      }
    }
  }

  private static RelativePath path(String name) {
    return RelativePath.of(name);
  }

  private void deep(RelativePath path) throws IOException {
    if (!path.parent().isRoot()) {
      deep(path.parent());
    }
    if (tree.find(path).isEmpty()) {
      tree.makeDirectory(path);
    }
  }

  private void write(RelativePath path) throws IOException {
    byte[] content = new byte[1 + random.nextInt(1000)];
    if (random.nextBoolean()) {
      try (var draft = tree.draft(path)) {
        draft.write(ByteBuffer.wrap(content), 0);
        draft.publish();
      }
    } else {
      try (var file = tree.find(path).isEmpty() ? tree.create(path) : tree.update(path)) {
        file.write(ByteBuffer.wrap(content), file.metadata().size());
      }
    }
  }

  private void removeAll(RelativePath path) throws IOException {
    var found = tree.find(path);
    if (found.isPresent() && found.get().kind() == Kind.DIRECTORY) {
      List<RelativePath> below = new ArrayList<>();
      tree.list(path, (name, _) -> below.add(path.resolve(name)));
      for (RelativePath one : below) {
        removeAll(one);
      }
    }
    tree.remove(path);
  }
}
