package io.understudy.mirroring.rsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// An owner and a standby with real directories and a real rsync, a cable between them.
final class Nodes implements AutoCloseable {
  static final Path RSYNC = Path.of("/usr/bin/rsync");

  final Path sourceRoot;
  final Path copyRoot;
  final Tree source;
  final Tree copy;
  final Heard heard = new Heard();
  Gate gate = new Gate();
  Selection selection = (_, _) -> true;
  Selection standbySelection = (path, directory) -> selection.takes(path, directory);
  boolean deletions = true;
  Sync sync = Sync.NEVER;
  RsyncSettings settings = new RsyncSettings(RSYNC, 1000);
  Cable cable;
  Optional<MirrorStrategy.Sender> sender = Optional.empty();
  CompletableFuture<Void> receiver = new CompletableFuture<>();
  Thread receiving = Thread.currentThread();
  private final Path scratch;

  Nodes(Path folder) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(RSYNC), "rsync is not installed: apt install rsync");
    Assumptions.assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
    sourceRoot = Files.createDirectory(folder.resolve("source"));
    copyRoot = Files.createDirectory(folder.resolve("copy"));
    scratch = Files.createDirectory(folder.resolve("scratch"));
    source = new KernelTrees().open(sourceRoot, Trees.Mounts.STAY);
    copy = new KernelTrees().open(copyRoot, Trees.Mounts.STAY);
    cable = new Cable();
  }

  MirroredTree sourceTree() {
    return new MirroredTree("r", source, selection, deletions, sync, scratch.resolve("owner"));
  }

  MirroredTree copyTree() {
    return new MirroredTree(
        "r", gate.before(copy), standbySelection, deletions, sync, scratch.resolve("standby"));
  }

  /// Starts both ends on a new channel.
  void connect() throws IOException {
    cable.close();
    cable = new Cable();
    receiver = new CompletableFuture<>();
    CompletableFuture<Void> ended = receiver;
    Cable line = cable;
    MirroredTree tree = copyTree();
    receiving =
        Thread.ofVirtual()
            .name("receive")
            .start(
                () -> {
                  try {
                    new RsyncStrategy(settings).receive(tree, line.standby());
                    ended.complete(null);
                  } catch (Throwable failure) {
                    ended.completeExceptionally(failure);
                  }
                });
    sender = Optional.of(new RsyncStrategy(settings).sender(sourceTree(), cable.owner()));
  }

  void pass(Item... items) throws IOException, InterruptedException {
    if (sender.isEmpty()) {
      connect();
    }
    Deque<Item> left = new ArrayDeque<>(List.of(items));
    Feed feed = () -> Optional.ofNullable(left.poll());
    sender.orElseThrow().pass(feed, heard);
  }

  /// A pass in which all goes well.
  void mirror(Item... items) throws IOException, InterruptedException {
    heard.done.clear();
    pass(items);
    assertEquals("{}", heard.failed.toString());
    assertEquals(List.copyOf(Arrays.asList(items)).size(), heard.done.size());
  }

  static Item look(String path) {
    return new Item.Look(path(path));
  }

  static Item[] looks(String... paths) {
    return Arrays.stream(paths).map(Nodes::look).toArray(Item[]::new);
  }

  static Item.Compare compare() {
    return new Item.Compare(RelativePath.ROOT, false);
  }

  static RelativePath path(String path) {
    return path.equals(".") ? RelativePath.ROOT : RelativePath.of(path);
  }

  void same() throws IOException {
    Map<String, String> here = Picture.of(source);
    Map<String, String> there = Picture.of(copy);
    List<String> differences =
        Stream.concat(here.keySet().stream(), there.keySet().stream())
            .distinct()
            .filter(name -> !Objects.equals(here.get(name), there.get(name)))
            .map(name -> "%s: %s, not %s".formatted(name, there.get(name), here.get(name)))
            .toList();
    assertEquals(List.of(), differences);
  }

  void write(String path, String text) throws IOException {
    Path file = sourceRoot.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  String copied(String path) throws IOException {
    return Files.readString(copyRoot.resolve(path));
  }

  boolean has(String path) {
    return Files.exists(copyRoot.resolve(path), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
  }

  /// How the receiver ended.
  Optional<Throwable> ended() throws Exception {
    try {
      receiver.get(10, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException failure) {
      return Optional.of(failure.getCause());
    }
  }

  static void noProcesses() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertEquals(List.of(), ProcessHandle.current().descendants().toList()));
  }

  @Override
  public void close() throws IOException {
    sender.ifPresent(MirrorStrategy.Sender::close);
    cable.close();
    if (sender.isPresent()) {
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(receiver::isDone);
    }
    noProcesses();
    assertTrue(!has(Commands.DRAFTS) || gateClosed(), "unfinished files are left");
    source.close();
    copy.close();
  }

  private boolean gateClosed() {
    return gate.closed();
  }
}
