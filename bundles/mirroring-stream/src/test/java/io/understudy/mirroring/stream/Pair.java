package io.understudy.mirroring.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.understudy.api.files.Draft;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.MirroredTree.Sync;
import io.understudy.api.mirror.Selection;
import io.understudy.linux.KernelTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An owner and a standby in one process, over real sockets and real trees.
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path source;
  final Path copy;
  final Path sourceScratch;
  final Path copyScratch;
  final Tree from;
  final Tree to;
  Selection selection = (_, _) -> true;
  boolean deletions = true;
  Sync sync = Sync.NEVER;
  UnaryOperator<Tree> copyTree = UnaryOperator.identity();
  private @Nullable Wire wire;
  private MirrorStrategy.@Nullable Sender sender;
  private @Nullable Thread standby;
  private volatile @Nullable Exception end;

  Pair(Path directory) throws IOException {
    this(
        Files.createDirectories(directory.resolve("source")),
        Files.createDirectories(directory.resolve("copy")),
        directory);
  }

  Pair(Path source, Path copy, Path directory) throws IOException {
    this.source = source;
    this.copy = copy;
    sourceScratch = Files.createDirectories(directory.resolve("scratch-source"));
    copyScratch = Files.createDirectories(directory.resolve("scratch-copy"));
    from = new KernelTrees().open(source, Trees.Mounts.STAY);
    to = new KernelTrees().open(copy, Trees.Mounts.STAY);
  }

  static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  static Item look(String path) {
    return new Item.Look(path(path));
  }

  static Item compare(String path) {
    return new Item.Compare(path(path), false);
  }

  /// A directory was renamed.
  static Item move(String from, String to) {
    return new Item.Move(path(from), path(to), true);
  }

  /// A file was renamed.
  static Item moveFile(String from, String to) {
    return new Item.Move(path(from), path(to), false);
  }

  Wire wire() throws IOException {
    connect();
    Wire connected = wire;
    if (connected == null) {
      throw new IllegalStateException("not connected");
    }
    return connected;
  }

  MirroredTree mirrored(Tree tree, Path scratch) {
    return new MirroredTree("test", tree, selection, deletions, sync, scratch);
  }

  MirrorStrategy.Sender connect() throws IOException {
    MirrorStrategy.Sender present = sender;
    if (present != null) {
      return present;
    }
    Wire fresh = new Wire();
    wire = fresh;
    end = null;
    standby = Thread.ofPlatform().name("standby").start(() -> receive(fresh));
    MirrorStrategy.Sender connected =
        new StreamStrategy().sender(mirrored(from, sourceScratch), fresh.owner());
    sender = connected;
    return connected;
  }

  private void receive(Wire on) {
    try (on) {
      new StreamStrategy().receive(mirrored(copyTree.apply(to), copyScratch), on.standby());
    } catch (IOException | InterruptedException | RuntimeException e) {
      end = e;
    }
  }

  /// {@return how the standby's end went; null if well}
  @Nullable Exception disconnect() throws IOException, InterruptedException {
    if (sender != null) {
      sender.close();
      sender = null;
    }
    if (wire != null) {
      wire.close();
    }
    if (standby != null && !standby.join(PATIENCE)) {
      standby.interrupt();
      fail("the standby doesn't end: " + Arrays.toString(standby.getStackTrace()));
    }
    return end;
  }

  Heard pass(Item... items) throws IOException, InterruptedException {
    return pass(List.of(items));
  }

  Heard pass(Collection<Item> items) throws IOException, InterruptedException {
    Heard heard = new Heard();
    pass(items, heard);
    assertEquals(items.size(), heard.done.size() + heard.failed.size(), "each item ends");
    return heard;
  }

  void pass(Collection<Item> items, Heard heard) throws IOException, InterruptedException {
    Queue<Item> queue = new ArrayDeque<>(items);
    pass(() -> Optional.ofNullable(queue.poll()), heard);
  }

  void pass(Feed feed, Heard heard) throws IOException, InterruptedException {
    connect().pass(feed, heard);
  }

  /// A pass in which nothing fails.
  Heard good(Item... items) throws IOException, InterruptedException {
    Heard heard = pass(items);
    assertEquals(Map.of(), heard.failed);
    return heard;
  }

  void same() throws IOException {
    SameTrees.assertSame(from, to);
  }

  void write(String path, String content) throws IOException {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  void write(String path, byte[] content) throws IOException {
    write(from, path, content);
  }

  static void write(Tree tree, String path, byte[] content) throws IOException {
    try (Draft draft = tree.draft(path(path))) {
      draft.write(ByteBuffer.wrap(content), 0);
      draft.publish();
    }
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
  }

  @Override
  public void close() throws IOException {
    try {
      disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    from.close();
    to.close();
  }
}
