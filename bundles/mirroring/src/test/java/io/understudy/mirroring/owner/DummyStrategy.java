package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Copies within one machine, as the contract says: names that are text, contents, nothing else. It
/// confirms late, in batches, so that what is cut off has to be done again.
final class DummyStrategy implements MirrorStrategy {
  private static final int BATCH = 16;

  private final String name;
  private final Path copy;
  final List<Item> carried = new CopyOnWriteArrayList<>();
  final AtomicInteger passes = new AtomicInteger();
  final AtomicInteger inUse = new AtomicInteger();
  volatile Optional<String> failing = Optional.empty();
  volatile Runnable onItem = () -> {};

  DummyStrategy(String name, Path copy) {
    this.name = name;
    this.copy = copy;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sender sender(MirroredTree source, Channel channel) {
    return new DummySender(source, (DummyRoute.DummyLine) channel);
  }

  @Override
  public void receive(MirroredTree tree, Channel channel) {
    throw new UnsupportedOperationException();
  }

  private final class DummySender implements Sender {
    private final MirroredTree source;
    private final DummyRoute.DummyLine line;
    private final List<Item> unconfirmed = new ArrayList<>();

    DummySender(MirroredTree source, DummyRoute.DummyLine line) {
      this.source = source;
      this.line = line;
    }

    @Override
    public void pass(Feed feed, Progress progress) throws IOException, InterruptedException {
      inUse.incrementAndGet();
      try {
        passes.incrementAndGet();
        for (Optional<Item> next = feed.next(); next.isPresent(); next = feed.next()) {
          onItem.run();
          line.check();
          carryOut(next.get(), progress);
          progress.breathe();
          if (unconfirmed.size() >= BATCH) {
            confirm(progress);
          }
        }
        confirm(progress);
      } finally {
        inUse.decrementAndGet();
      }
    }

    private void confirm(Progress progress) throws IOException {
      line.check();
      unconfirmed.forEach(progress::done);
      unconfirmed.clear();
    }

    private void carryOut(Item item, Progress progress) throws IOException {
      carried.add(item);
      String path = item.path().toString();
      if (failing.filter(path::contains).isPresent()) {
        progress.failed(item, "it is to fail");
        return;
      }
      try {
        switch (item) {
          case Item.Look(var at) -> look(at, progress);
          case Item.Move move -> move(move, progress);
          case Item.Compare(var at, var _) -> compare(at, progress);
        }
        unconfirmed.add(item);
      } catch (IOException e) {
        progress.failed(item, e.toString());
      }
    }

    private Path at(Path root, RelativePath path) {
      return path.isRoot() ? root : root.resolve(path.toString());
    }

    private void look(RelativePath path, Progress progress) throws IOException {
      Path from = at(source.tree().root(), path);
      Path to = at(copy, path);
      if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        remove(to);
        return;
      }
      boolean directory = Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS);
      if (Files.exists(to) && directory != Files.isDirectory(to)) {
        remove(to);
      }
      try {
        if (!directory) {
          Files.copy(
              from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
          progress.file(Files.size(to));
        } else if (!Files.exists(to)) {
          Files.createDirectory(to);
        }
      } catch (NoSuchFileException gone) {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
          throw gone;
        }
        remove(to);
      }
    }

    private void move(Item.Move move, Progress progress) throws IOException {
      Path old = at(copy, move.from());
      Path place = at(copy, move.to());
      if (Files.exists(old)
          && !Files.exists(place)
          && Files.isDirectory(place.getParent())
          && same(at(source.tree().root(), move.to()), old, move.directory())) {
        Files.move(old, place);
      } else {
        compare(move.from(), progress);
        compare(move.to(), progress);
      }
    }

    private static boolean same(Path one, Path other, boolean directory) throws IOException {
      if (directory) {
        return Files.isDirectory(one) && Files.isDirectory(other);
      }
      return Files.isRegularFile(one)
          && Files.isRegularFile(other)
          && Files.getLastModifiedTime(one).equals(Files.getLastModifiedTime(other))
          && Files.size(one) == Files.size(other);
    }

    private void compare(RelativePath path, Progress progress) throws IOException {
      if (!source.selection().takes(path, Files.isDirectory(at(source.tree().root(), path)))) {
        return;
      }
      look(path, progress);
      Path from = at(source.tree().root(), path);
      if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      for (Path one : list(at(copy, path))) {
        if (!Files.exists(from.resolve(one.getFileName()), LinkOption.NOFOLLOW_LINKS)) {
          remove(one);
        }
      }
      for (Path one : list(from)) {
        RelativePath below = RelativePath.of(one.getFileName().toString());
        if (!below.isTemporary()) {
          compare(path.resolve(below), progress);
        }
      }
    }

    private List<Path> list(Path directory) throws IOException {
      try (Stream<Path> all = Files.list(directory)) {
        return all.toList();
      } catch (NoSuchFileException gone) {
        return List.of();
      }
    }

    private void remove(Path path) throws IOException {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      try (Stream<Path> all = Files.walk(path)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(one);
        }
      }
    }

    @Override
    public void close() {}
  }
}
