package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Random changes, told as the watch of a tree would tell them, against the whole picture.
@Timeout(180)
class RandomTest {
  private static final int PASSES = 25;
  private static final int CHANGES = 30;

  @TempDir Path folder;
  private final long seed = Long.getLong("understudy.seed", 1);
  private final Random random = new Random(seed);
  private final List<Item> items = new ArrayList<>();
  private Path root = Path.of("/");

  @Test
  void theCopyIsTheSameAfterRandomChanges() throws Exception {
    System.out.println("seed " + seed);
    try (Nodes nodes = new Nodes(folder)) {
      root = nodes.sourceRoot;
      for (int pass = 0; pass < PASSES; pass++) {
        items.clear();
        for (int i = 0; i < CHANGES; i++) {
          change();
        }
        try {
          nodes.mirror(items.toArray(Item[]::new));
          nodes.same();
        } catch (AssertionError failure) {
          throw new AssertionError("seed %d, pass %d: %s".formatted(seed, pass, items), failure);
        }
      }
    }
  }

  private void change() throws IOException, InterruptedException {
    Path path = any();
    Path fresh = directory().resolve("n" + random.nextInt(20));
    boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    boolean free = !Files.exists(fresh, LinkOption.NOFOLLOW_LINKS);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        if (free) {
          Files.writeString(fresh, "x".repeat(random.nextInt(5000)));
          look(fresh);
        }
      }
      case 3 -> {
        if (free) {
          Files.createDirectory(fresh);
          look(fresh);
        }
      }
      case 4 -> {
        if (file) {
          Files.writeString(path, "more" + random.nextInt(), StandardOpenOption.APPEND);
          look(path);
        }
      }
      case 5 -> {
        if (file && free) {
          Files.createLink(fresh, path);
          look(fresh);
        }
      }
      case 6 -> {
        if (free) {
          Files.createSymbolicLink(fresh, Path.of("n" + random.nextInt(20)));
          look(fresh);
        }
      }
      case 7 -> {
        if (!path.equals(root)) {
          Nodes.run("rm", "-r", path.toString());
          look(path);
        }
      }
      case 8 -> {
        if (!path.equals(root) && free && !fresh.startsWith(path)) {
          RelativePath from = Nodes.path(root.relativize(path).toString());
          RelativePath to = Nodes.path(root.relativize(fresh).toString());
          boolean alone = file && Files.getAttribute(path, "unix:nlink").equals(1);
          boolean changed = items.stream().anyMatch(item -> item.path().equals(from));
          Files.move(path, fresh);
          items.add(new Item.Move(from, to, directory));
          if (!alone || changed) {
            look(path);
            look(fresh);
          }
          lookBelow(from, to);
        }
      }
      default -> {
        if (directory || file) {
          Nodes.run("chmod", "%o".formatted(0700 | random.nextInt(0100)), path.toString());
          look(path);
        }
      }
    }
  }

  /// What had changed below is to be looked at under its new name.
  private void lookBelow(RelativePath from, RelativePath to) {
    List<Item> below =
        items.stream()
            .filter(item -> !item.path().equals(from) && item.path().startsWith(from))
            .<Item>map(item -> new Item.Look(item.path().moved(from, to)))
            .toList();
    items.addAll(below);
  }

  private void look(Path path) {
    String name = root.relativize(path).toString();
    items.add(new Item.Look(Nodes.path(name.isEmpty() ? "." : name)));
  }

  private Path any() throws IOException {
    try (Stream<Path> all = Files.walk(root, new FileVisitOption[0])) {
      List<Path> paths = all.sorted().toList();
      return paths.get(random.nextInt(paths.size()));
    }
  }

  private Path directory() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> paths =
          all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
      return paths.get(random.nextInt(paths.size()));
    }
  }
}
