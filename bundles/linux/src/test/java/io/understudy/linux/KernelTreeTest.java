package io.understudy.linux;

import static io.understudy.linux.TreeOfTest.bytes;
import static io.understudy.linux.TreeOfTest.path;
import static io.understudy.linux.TreeOfTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelTreeTest {
  @TempDir Path folder;
  private TreeOfTest test;
  private Tree tree;

  @BeforeEach
  void open() throws IOException {
    test = TreeOfTest.open(folder);
    tree = test.tree();
  }

  @AfterEach
  void close() throws IOException {
    test.close();
  }

  private Metadata look(String path) throws IOException {
    return tree.find(path(path)).orElseThrow();
  }

  @Test
  void findsWhatIsThereAndNothingElse() throws Exception {
    test.write("a", "one");
    assertEquals(Kind.FILE, look("a").kind());
    assertEquals(3, look("a").size());
    assertEquals(Kind.DIRECTORY, tree.find(RelativePath.ROOT).orElseThrow().kind());
    assertEquals(Optional.empty(), tree.find(path("b")));
    assertEquals(Optional.empty(), tree.find(path("b/c")));
    assertEquals(Optional.empty(), tree.find(path("a/b")), "a is a file");
  }

  @Test
  void agreesWithTheJdkAboutAFile() throws Exception {
    test.write("a", "content");
    Metadata seen = look("a");
    Map<String, Object> expected = Files.readAttributes(folder.resolve("a"), "unix:*");
    assertEquals(expected.get("ino"), seen.inode());
    assertEquals(expected.get("nlink"), seen.links());
    assertEquals(expected.get("uid"), seen.user());
    assertEquals(expected.get("gid"), seen.group());
    assertEquals((int) expected.get("mode") & 07777, seen.permissions());
    assertEquals(expected.get("size"), seen.size());
    assertEquals(Files.getLastModifiedTime(folder.resolve("a")).toInstant(), seen.modified());
  }

  @Test
  void anyNameIsAName() throws Exception {
    byte[][] names = {{-1, -2}, {'a', '\n', 'b'}, {'-', 'r', 'f'}, {' '}, {'\\'}, {1, 127}};
    Set<RelativePath> made = new HashSet<>();
    tree.makeDirectory(path("d"));
    for (byte[] name : names) {
      RelativePath path = path("d").resolve(name);
      tree.create(path).close();
      made.add(path);
    }
    Set<RelativePath> listed = new HashSet<>();
    tree.list(path("d"), (name, _) -> listed.add(path("d").resolve(name)));
    assertEquals(made, listed);
    for (RelativePath path : made) {
      tree.rename(path, tree, path("moved"), Replacing.KEEP);
      tree.remove(path("moved"));
    }
    assertEquals(List.of(), test.names("d"));
  }

  @Test
  void listsALargeDirectoryWithWhatEachEntryIs() throws Exception {
    tree.makeDirectory(path("d"));
    Map<String, Long> made = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      String name = "a-name-that-makes-the-directory-span-pieces-" + i;
      tree.create(path("d/" + name)).close();
      made.put(name, look("d/" + name).inode());
    }
    Map<String, Long> listed = new TreeMap<>();
    tree.list(path("d"), (name, metadata) -> listed.put(new String(name), metadata.inode()));
    assertEquals(made, listed);
    refused(Reason.NOT_FOUND, () -> tree.list(path("none"), (_, _) -> {}));
    refused(
        Reason.WRONG_KIND,
        () -> tree.list(path("d/" + made.keySet().iterator().next()), (_, _) -> {}));
  }

  @Test
  void hardLinksAreOneFile() throws Exception {
    test.write("a", "x");
    tree.makeDirectory(path("d"));
    tree.link(path("a"), path("d/b"));
    assertEquals(look("a").inode(), look("d/b").inode());
    assertEquals(look("a").device(), look("d/b").device());
    assertEquals(2, look("a").links());
    refused(Reason.EXISTS, () -> tree.link(path("a"), path("d/b")));
  }

  @Test
  void symlinksKeepTheirBytesAndAreNotFollowed() throws Exception {
    byte[] target = {'.', '.', '/', -1, '\n'};
    tree.makeSymlink(path("s"), target);
    assertArrayEquals(target, tree.readSymlink(path("s")));
    assertEquals(Kind.SYMLINK, look("s").kind());
    tree.makeSymlink(path("t"), bytes("s"));
    tree.link(path("t"), path("u"));
    assertEquals(Kind.SYMLINK, look("u").kind());
    test.write("a", "");
    refused(Reason.WRONG_KIND, () -> tree.readSymlink(path("a")));
    refused(Reason.EXISTS, () -> tree.makeSymlink(path("a"), target));
    assertThrows(IllegalArgumentException.class, () -> tree.makeSymlink(path("b"), new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> tree.makeSymlink(path("b"), bytes("a\0b")));
    tree.remove(path("s"));
  }

  @Test
  void aDraftIsUnseenUntilItReplacesTheFile() throws Exception {
    tree.makeDirectory(path("d"));
    for (String content : List.of("first", "second")) {
      List<String> before = test.names("d");
      try (Draft draft = tree.draft(path("d/a"))) {
        draft.write(ByteBuffer.wrap(bytes(content)), 0);
        draft.permissions(0640);
        assertEquals(before, test.names("d"));
        draft.publish();
        assertThrows(IllegalStateException.class, draft::publish);
      }
      assertEquals(List.of("a"), test.names("d"));
      assertEquals(content, test.content("d/a"));
      assertEquals(0640, look("d/a").permissions());
    }
  }

  @Test
  void aReaderKeepsTheFileThatWasReplaced() throws Exception {
    test.write("a", "old");
    try (var old = tree.read(path("a"))) {
      test.write("a", "new!");
      ByteBuffer content = ByteBuffer.allocate(10);
      assertEquals(3, old.read(content, 0));
      assertEquals("new!", test.content("a"));
    }
  }

  @Test
  void aDraftThatIsGivenUpLeavesNothing() throws Exception {
    tree.draft(path("a")).close();
    tree.makeDirectory(path("b"));
    try (Draft draft = tree.draft(path("b"))) {
      refused(Reason.WRONG_KIND, draft::publish);
    }
    assertEquals(List.of("b"), test.names(""));
    refused(Reason.NOT_FOUND, () -> tree.draft(path("none/a")));
  }

  @Test
  void renamesByAllThreeManners() throws Exception {
    test.write("a", "a");
    test.write("b", "b");
    refused(Reason.EXISTS, () -> tree.rename(path("a"), tree, path("b"), Replacing.KEEP));
    tree.rename(path("a"), tree, path("b"), Replacing.EXCHANGE);
    assertEquals("ba", test.content("a") + test.content("b"));
    refused(Reason.NOT_FOUND, () -> tree.rename(path("a"), tree, path("c"), Replacing.EXCHANGE));
    tree.rename(path("a"), tree, path("b"), Replacing.REPLACE);
    assertEquals("b", test.content("b"));
    assertEquals(List.of("b"), test.names(""));
    tree.makeDirectory(path("d"));
    test.write("d/x", "x");
    tree.makeDirectory(path("e"));
    refused(Reason.NOT_EMPTY, () -> tree.rename(path("e"), tree, path("d"), Replacing.REPLACE));
    tree.rename(path("d"), tree, path("e"), Replacing.REPLACE);
    assertEquals("x", test.content("e/x"));
  }

  @Test
  void renamesIntoAnotherTree(@TempDir Path other) throws Exception {
    test.write("a", "a");
    try (TreeOfTest quarantine = TreeOfTest.open(other)) {
      tree.rename(path("a"), quarantine.tree(), path("a"), Replacing.KEEP);
      assertEquals("a", quarantine.content("a"));
    }
    assertEquals(List.of(), test.names(""));
  }

  @Test
  void removesFilesAndEmptyDirectories() throws Exception {
    tree.makeDirectory(path("d"));
    test.write("d/a", "");
    refused(Reason.NOT_EMPTY, () -> tree.remove(path("d")));
    tree.remove(path("d/a"));
    tree.remove(path("d"));
    refused(Reason.NOT_FOUND, () -> tree.remove(path("d")));
    refused(Reason.WRONG_KIND, () -> tree.remove(RelativePath.ROOT));
  }

  @Test
  void whatIsMadeIsClosedToOthers() throws Exception {
    tree.makeDirectory(path("d"));
    tree.create(path("f")).close();
    tree.makeNode(path("p"), Kind.FIFO, 0);
    test.write("w", "");
    assertEquals(
        List.of(0700, 0600, 0600, 0600),
        List.of(
            look("d").permissions(),
            look("f").permissions(),
            look("p").permissions(),
            look("w").permissions()));
    refused(Reason.EXISTS, () -> tree.create(path("f")));
  }

  @Test
  void theMessageNamesTheFileAndTheReason() {
    IOException failure = assertThrows(IOException.class, () -> tree.read(path("a\nb")));
    assertEquals(
        "reading a\\x0ab in %s: No such file or directory".formatted(folder), failure.getMessage());
  }

  @Test
  void tellsTheSpaceOfItsFileSystem() throws Exception {
    Tree.Space space = tree.space();
    long total = Files.getFileStore(folder).getTotalSpace();
    assertEquals(total, space.total());
    assertTrue(space.free() > 0 && space.free() <= total);
    assertTrue(space.freeInodes() <= space.totalInodes());
    assertFalse(space.readOnly());
  }

  @Test
  void syncsFilesDirectoriesAndTheFileSystem() throws Exception {
    tree.makeDirectory(path("d"));
    try (Draft draft = tree.draft(path("d/a"))) {
      draft.sync();
      draft.publish();
    }
    tree.sync(path("d"));
    tree.sync(RelativePath.ROOT);
    tree.sync();
    refused(Reason.WRONG_KIND, () -> tree.sync(path("d/a")));
  }

  @Test
  void aClosedTreeRefusesAndDoesNotDisturbWhoIsAtWork() throws Exception {
    test.write("a", "a");
    test.write("b", "b");
    Set<String> seen = new HashSet<>();
    try (var file = tree.read(path("a"))) {
      tree.list(
          RelativePath.ROOT,
          (name, _) -> {
            tree.close();
            seen.add(new String(name));
          });
      assertEquals(1, file.metadata().size());
    }
    assertEquals(Set.of("a", "b"), seen);
    assertThrows(IOException.class, () -> tree.find(path("a")));
    tree.close();
  }

  @Test
  void theRootIsTheDirectoryThatWasOpenedWhateverTakesItsPlace() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    try (TreeOfTest inner = TreeOfTest.open(root)) {
      Files.move(root, folder.resolve("moved"));
      Files.createDirectory(root);
      inner.write("a", "a");
    }
    assertTrue(Files.exists(folder.resolve("moved/a")));
    assertFalse(Files.exists(root.resolve("a")));
    assertNotEquals(look("root").inode(), look("moved").inode());
  }
}
