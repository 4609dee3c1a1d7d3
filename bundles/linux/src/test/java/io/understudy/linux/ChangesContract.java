package io.understudy.linux;

import static io.understudy.linux.TreeOfTest.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Author;
import io.understudy.api.files.Change.Kind;
import io.understudy.api.files.Changes;
import io.understudy.api.files.Changes.Source;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every way to hear of changes has to tell, on a real file system.
abstract class ChangesContract {
  @TempDir Path folder;
  final Heard heard = new Heard();
  private final Source source;
  final KernelChanges changes;
  Path root;
  private TreeOfTest test;
  private Tree tree;
  private Changes.Watch watch;

  ChangesContract(Source source) {
    this.source = source;
    changes = new KernelChanges(EnumSet.of(source));
  }

  @BeforeEach
  void listen() throws Exception {
    root = Files.createDirectories(folder.resolve("parent/root"));
    test = TreeOfTest.open(root);
    tree = test.tree();
    tree.makeDirectory(path("d"));
    test.write("d/old", "old");
    watch = changes.watch(root, Duration.ZERO, heard);
    assertEquals(source, watch.source());
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
    test.close();
  }

  private Author author(Author known) {
    return source == Source.FANOTIFY ? known : Author.UNKNOWN;
  }

  /// Everything that was done before has been told when this returns.
  private void catchUp() throws IOException {
    RelativePath marker = path("marker").temporaryBeside();
    tree.create(marker).close();
    heard.await(one -> one.kinds(marker).contains(Kind.CLOSED));
  }

  @Test
  void aNewFileIsCreatedModifiedAndClosed() throws Exception {
    Files.writeString(root.resolve("d/new"), "content");
    Set<Kind> all = EnumSet.of(Kind.CREATED, Kind.MODIFIED, Kind.CLOSED);
    heard.await(one -> one.kinds(path("d/new")).equals(all));
    assertEquals(Set.of(path("d/new")), heard.paths());
  }

  @Test
  void attributesAreTold() throws Exception {
    for (String name : List.of("d/old", "d", "")) {
      heard.clear();
      Files.setPosixFilePermissions(
          root.resolve(name), PosixFilePermissions.fromString("rwxr-x---"));
      RelativePath path = RelativePath.of(name);
      heard.await(one -> one.kinds(path).contains(Kind.ATTRIBUTES));
      heard.clear();
      try (var inode = tree.open(path)) {
        inode.times(Instant.EPOCH, Instant.EPOCH);
      }
      heard.await(one -> one.kinds(path).contains(Kind.ATTRIBUTES));
    }
    heard.clear();
    tree.link(path("d/old"), path("link"));
    heard.await(one -> one.kinds(path("link")).contains(Kind.CREATED));
  }

  @Test
  void truncatingByNameIsAModification() throws Exception {
    TreeOfTest.run("truncate", "-s", "1", root.resolve("d/old").toString());
    heard.await(one -> one.kinds(path("d/old")).contains(Kind.MODIFIED));
  }

  @Test
  void deletionsAreTold() throws Exception {
    tree.remove(path("d/old"));
    heard.await(one -> one.kinds(path("d/old")).contains(Kind.DELETED));
    tree.remove(path("d"));
    heard.await(one -> one.kinds(path("d")).contains(Kind.DELETED));
  }

  @Test
  void aRenamingNamesBothNames() throws Exception {
    tree.rename(path("d/old"), tree, path("new"), Replacing.REPLACE);
    heard.await(new Change.Renamed(path("d/old"), path("new"), false, author(Author.SELF)));
    assertEquals(1, heard.all().size(), () -> heard.all().toString());
  }

  @Test
  void aRenamedDirectoryIsOneEventWhateverIsInIt() throws Exception {
    tree.makeDirectory(path("d/sub"));
    for (int i = 0; i < 100; i++) {
      test.write("d/sub/" + i, "x");
    }
    catchUp();
    heard.clear();
    tree.rename(path("d"), tree, path("moved"), Replacing.REPLACE);
    heard.await(new Change.Renamed(path("d"), path("moved"), true, author(Author.SELF)));
    assertEquals(1, heard.all().size(), () -> heard.all().toString());
    test.write("moved/sub/7", "y");
    heard.await(one -> one.paths().contains(path("moved/sub/7")));
    assertFalse(heard.paths().contains(path("d/sub/7")));
  }

  @Test
  void whatComesInAndGoesOutIsTold() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("outside/x/y"));
    Files.writeString(outside.resolve("f"), "");
    Files.move(folder.resolve("outside/x"), root.resolve("x"));
    heard.await(new Change.Entered(path("x"), true, author(Author.SELF)));
    Files.writeString(root.resolve("x/y/f"), "changed");
    heard.await(one -> one.kinds(path("x/y/f")).contains(Kind.CLOSED));
    Files.move(root.resolve("x"), folder.resolve("outside/x"));
    heard.await(new Change.Left(path("x"), true, author(Author.SELF)));
    heard.clear();
    Files.writeString(folder.resolve("outside/x/y/f"), "unseen");
    Files.move(root.resolve("d/old"), folder.resolve("outside/old"));
    heard.await(new Change.Left(path("d/old"), false, author(Author.SELF)));
    Files.move(folder.resolve("outside/old"), root.resolve("old"));
    heard.await(new Change.Entered(path("old"), false, author(Author.SELF)));
    assertEquals(Set.of(path("d/old"), path("old")), heard.paths());
  }

  @Test
  void aFileThatIsReplacedInOneStepIsTold() throws Exception {
    test.write("d/old", "new");
    Files.writeString(root.resolve("d/tmp"), "newer");
    Files.move(
        root.resolve("d/tmp"), root.resolve("d/old"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    heard.await(new Change.Renamed(path("d/tmp"), path("d/old"), false, author(Author.SELF)));
    assertTrue(heard.paths().contains(path("d/old")));
  }

  @Test
  void filesAndDirectoriesThatExchangeTheirNamesHaveToBeLookedAt() throws Exception {
    test.write("b", "b");
    tree.makeDirectory(path("e"));
    test.write("e/f", "f");
    catchUp();
    heard.clear();
    for (String[] pair : new String[][] {{"d/old", "b"}, {"d", "e"}}) {
      tree.rename(path(pair[0]), tree, path(pair[1]), Replacing.EXCHANGE);
      heard.await(
          one ->
              one.all().stream()
                  .filter(Change.Unknown.class::isInstance)
                  .map(change -> ((Change.Unknown) change).path())
                  .toList()
                  .containsAll(List.of(path(pair[0]), path(pair[1]))));
    }
    heard.clear();
    Files.writeString(root.resolve("d/f"), "is there now");
    heard.await(one -> one.kinds(path("d/f")).contains(Kind.CLOSED));
  }

  @Test
  void anyNameIsTold() throws Exception {
    Set<RelativePath> odd = new HashSet<>();
    for (byte[] name :
        new byte[][] {{-1}, {'\n'}, {' '}, {'a', '\\'}, "x".repeat(255).getBytes()}) {
      RelativePath path = path("d").resolve(name);
      tree.makeDirectory(path);
      tree.create(path.resolve(name)).close();
      odd.add(path);
      odd.add(path.resolve(name));
    }
    heard.await(one -> one.paths().equals(odd));
  }

  @Test
  void deepDirectoriesThatAreFilledAtOnceAreToldWhole() throws Exception {
    String script =
        "cd \"$1\"; for i in 1 2 3 4 5 6 7 8 9; do mkdir -p $i/a/b/c/d; echo x >$i/a/f;"
            + " echo x >$i/a/b/c/d/f; mv $i m$i; echo y >m$i/a/b/g; done";
    TreeOfTest.run("sh", "-c", script, "sh", root.toString());
    catchUp();
    Mirror mirror = new Mirror(tree, RelativePath.ROOT);
    mirror.apply(heard.all());
    mirror.assertComplete();
  }

  @Test
  void otherDirectoriesOfTheFileSystemAreNotHeard() throws Exception {
    Path twin = Files.createDirectories(folder.resolve("parent/root2/d"));
    Files.writeString(twin.resolve("f"), "");
    Files.writeString(folder.resolve("parent/f"), "");
    Files.writeString(folder.resolve("f"), "");
    Files.move(folder.resolve("parent/root2"), folder.resolve("parent/root3"));
    Files.writeString(root.resolve("mine"), "");
    heard.await(one -> one.paths().contains(path("mine")));
    assertTrue(
        heard.paths().stream().allMatch(one -> one.equals(path("mine"))), heard.paths()::toString);
  }

  @Test
  void whoDidItIsKnownToFanotify() throws Exception {
    Files.writeString(root.resolve("mine"), "x");
    TreeOfTest.run("sh", "-c", "echo x >\"$1\"", "sh", root.resolve("others").toString());
    heard.await(one -> one.kinds(path("others")).contains(Kind.CLOSED));
    for (Change change : heard.all()) {
      Change.Touched touched = assertInstanceOf(Change.Touched.class, change);
      boolean mine = touched.path().equals(path("mine"));
      assertEquals(author(mine ? Author.SELF : Author.OTHER), touched.author());
    }
  }

  @Test
  void whenTheKernelsQueueIsFullEverythingIsUnknownAndTheWatchGoesOn() throws Exception {
    String setting =
        "/proc/sys/fs/%s/max_queued_events".formatted(source.name().toLowerCase(Locale.ROOT));
    int queue;
    try (BufferedReader reader = Files.newBufferedReader(Path.of(setting))) {
      queue = Integer.parseInt(reader.readLine()); // such files are only read whole, in one piece
    }
    Assumptions.assumeTrue(queue <= 50_000, "the kernel's queue is too long for a test: " + queue);
    heard.hold();
    try {
      test.write("first", ""); // the listener is held with it
      for (int i = 0; i <= queue + 1000; i++) {
        tree.create(path("d/" + i)).close();
        tree.remove(path("d/" + i));
      }
      tree.rename(path("d"), tree, path("renamed"), Replacing.KEEP);
      tree.makeDirectory(path("renamed/deep"));
    } finally {
      heard.release();
    }
    heard.await(
        one ->
            one.all().stream()
                .anyMatch(
                    change -> change instanceof Change.Unknown unknown && unknown.path().isRoot()));
    heard.clear();
    test.write("renamed/deep/f", "after");
    heard.await(one -> one.paths().contains(path("renamed/deep/f")));
  }

  /// Whatever was moved where: each directory is still listened to, or told as unknown.
  private void assertEachDirectoryIsHeard(String message) throws Exception {
    Set<RelativePath> markers = new HashSet<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path directory : all.filter(Files::isDirectory).toList()) {
        String at = root.relativize(directory).resolve("marker").toString();
        markers.add(path(at).temporaryBeside());
      }
    }
    heard.clear();
    for (RelativePath marker : markers) {
      tree.create(marker).close();
      tree.remove(marker);
    }
    try {
      heard.await(one -> markers.stream().allMatch(marker -> covers(one.all(), marker)));
    } catch (AssertionError e) {
      throw new AssertionError(message, e);
    }
  }

  private static boolean covers(List<Change> changes, RelativePath path) {
    return changes.stream()
        .anyMatch(
            change ->
                switch (change) {
                  case Change.Touched touched -> touched.path().equals(path);
                  case Change.Unknown unknown -> path.startsWith(unknown.path());
                  default -> false;
                });
  }

  private void awaitEnd() {
    heard.await(one -> !one.all().isEmpty() && one.all().getLast() instanceof Change.Ended);
  }

  @Test
  void aRootThatIsRemovedEndsTheWatch() throws Exception {
    tree.remove(path("d/old"));
    tree.remove(path("d"));
    Files.delete(root);
    awaitEnd();
  }

  @Test
  void aRootThatIsRenamedEndsTheWatch() throws Exception {
    Files.move(root, folder.resolve("parent/elsewhere"));
    awaitEnd();
    Files.move(folder.resolve("parent/elsewhere"), root);
  }

  @Test
  void nothingIsToldOnceItIsClosed() throws Exception {
    watch.close();
    heard.clear();
    test.write("late", "");
    try (Changes.Watch _ = changes.watch(root, Duration.ZERO, heard)) {
      test.write("later", "");
      heard.await(one -> one.paths().contains(path("later")));
    }
    assertFalse(heard.paths().contains(path("late")));
    watch.close();
  }

  @Test
  void aListenerThatFailsIsToldToLookAtEverything() throws Exception {
    heard.fail();
    test.write("a", "");
    heard.await(
        one -> {
          try {
            test.write("b", "");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return one.paths().contains(RelativePath.ROOT);
        });
  }

  @Test
  void changesThatAreGatheredAreToldTogether() throws Exception {
    watch.close();
    heard.clear();
    try (Changes.Watch _ = changes.watch(root, Duration.ofMillis(200), heard)) {
      for (int i = 0; i < 50; i++) {
        Files.writeString(root.resolve("f"), "x" + i);
      }
      Files.writeString(root.resolve("g"), "x");
      heard.await(one -> one.kinds(path("g")).contains(Kind.CLOSED));
      assertTrue(heard.kinds(path("f")).contains(Kind.CLOSED));
    }
    assertThrows(
        IllegalArgumentException.class, () -> changes.watch(root, Duration.ofSeconds(2), heard));
  }

  @Test
  void aRootThatIsNotThereIsRefused() {
    assertThrows(
        IOException.class, () -> changes.watch(folder.resolve("none"), Duration.ZERO, heard));
  }

  @Test
  void whoeverLooksAtWhatIsToldKnowsTheTreeAfterAnythingAtRandom() throws Exception {
    long seed = Long.getLong("understudy.seed", 1);
    int rounds = Integer.getInteger("understudy.rounds", 6);
    for (int round = 0; round < rounds; round++) {
      catchUp();
      Mirror mirror = new Mirror(tree, RelativePath.ROOT);
      heard.clear();
      Disorder.in(tree, Files.createDirectories(folder.resolve("aside" + round)), seed + round);
      catchUp();
      mirror.apply(heard.all());
      mirror.assertComplete("seed " + (seed + round));
      assertEachDirectoryIsHeard("seed " + (seed + round));
    }
  }
}
