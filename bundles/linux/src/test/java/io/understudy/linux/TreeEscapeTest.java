package io.understudy.linux;

import static io.understudy.linux.TreeOfTest.bytes;
import static io.understudy.linux.TreeOfTest.path;
import static io.understudy.linux.TreeOfTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Tree.Replacing;
import io.understudy.api.files.Trees.Mounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Nothing that is in the tree, or is put there meanwhile, leads out of it.
class TreeEscapeTest {
  @TempDir Path folder;
  private Path outside;
  private TreeOfTest test;
  private Tree tree;

  @BeforeEach
  void open() throws IOException {
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    test = TreeOfTest.open(Files.createDirectory(folder.resolve("root")));
    tree = test.tree();
    test.write("mine", "mine");
  }

  @AfterEach
  void close() throws IOException {
    test.close();
  }

  private Stream<Executable> attempts(String way) {
    return Stream.of(
        () -> tree.find(path(way + "/secret")),
        () -> tree.list(path(way), (_, _) -> {}),
        () -> tree.open(path(way + "/secret")),
        () -> tree.read(path(way + "/secret")),
        () -> tree.update(path(way + "/secret")),
        () -> tree.create(path(way + "/new")),
        () -> tree.draft(path(way + "/new")),
        () -> tree.makeDirectory(path(way + "/new")),
        () -> tree.makeSymlink(path(way + "/new"), bytes("x")),
        () -> tree.makeNode(path(way + "/new"), Kind.FIFO, 0),
        () -> tree.link(path("mine"), path(way + "/new")),
        () -> tree.link(path(way + "/secret"), path("new")),
        () -> tree.rename(path("mine"), tree, path(way + "/new"), Replacing.REPLACE),
        () -> tree.rename(path(way + "/secret"), tree, path("new"), Replacing.REPLACE),
        () -> tree.remove(path(way + "/secret")),
        () -> tree.sync(path(way)));
  }

  @TestFactory
  Stream<DynamicTest> noSymbolicLinkLeadsOut() throws IOException {
    List<String> targets = List.of("../outside", outside.toString(), "/", "/proc/self/root");
    for (int i = 0; i < targets.size(); i++) {
      tree.makeSymlink(path("link" + i), bytes(targets.get(i)));
    }
    tree.makeDirectory(path("inner"));
    tree.makeSymlink(path("inside"), bytes("inner"));
    return Stream.of("link0", "link1", "link2", "link3", "inside")
        .map(
            way ->
                DynamicTest.dynamicTest(
                    way,
                    () -> {
                      for (Executable attempt : attempts(way).toList()) {
                        FileFailure failure = assertThrows(FileFailure.class, attempt);
                        // the last name of list and sync is a link where a directory has to be
                        assertTrue(
                            failure.reason() == Reason.OUTSIDE
                                || failure.reason() == Reason.WRONG_KIND,
                            failure::getMessage);
                      }
                      assertEquals(List.of("secret"), outsideNames());
                    }));
  }

  private List<String> outsideNames() throws IOException {
    try (Stream<Path> all = Files.list(outside)) {
      return all.map(one -> one.getFileName().toString()).toList();
    }
  }

  @Test
  void theLastNameIsNeverFollowed() throws Exception {
    tree.makeSymlink(path("link"), bytes(outside.resolve("secret").toString()));
    refused(Reason.WRONG_KIND, () -> tree.read(path("link")));
    refused(Reason.WRONG_KIND, () -> tree.update(path("link")));
    refused(Reason.EXISTS, () -> tree.create(path("link")));
    test.write("link", "replaced");
    assertEquals("replaced", test.content("link"));
    assertEquals("secret", Files.readString(outside.resolve("secret")));
  }

  @Test
  @EnabledIf(value = "io.understudy.linux.TreeOfTest#root", disabledReason = "needs root")
  void attributesOfALinkAreItsOwn() throws Exception {
    tree.makeSymlink(path("link"), bytes(outside.resolve("secret").toString()));
    int before = (int) Files.getAttribute(outside.resolve("secret"), "unix:uid");
    try (var link = tree.open(path("link"))) {
      link.owner(1234, 1234);
      assertEquals(1234, link.metadata().user());
    }
    assertEquals(before, Files.getAttribute(outside.resolve("secret"), "unix:uid"));
  }

  @Test
  void aDirectoryThatIsSwappedForALinkAllTheTimeNeverLetsAWriteOut() throws Exception {
    tree.makeDirectory(path("d"));
    tree.makeSymlink(path("link"), bytes("../outside"));
    Thread swapper =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    try {
                      tree.rename(path("d"), tree, path("link"), Replacing.EXCHANGE);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }
                });
    int written = 0;
    int refused = 0;
    try {
      long end = System.nanoTime() + 20_000_000_000L;
      while ((written < 100 || refused < 100) && System.nanoTime() < end) {
        try (Draft draft = tree.draft(path("d/a"))) {
          draft.write(ByteBuffer.wrap(bytes("x")), 0);
          draft.publish();
          written++;
        } catch (FileFailure e) {
          assertNotEquals(Reason.OTHER, e.reason(), e::getMessage);
          refused++;
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertTrue(written > 0 && refused > 0, written + " written, " + refused + " refused");
    assertEquals(List.of("secret"), outsideNames());
  }

  @Test
  void aFifoIsNotOpened() throws Exception {
    tree.makeNode(path("fifo"), Kind.FIFO, 0);
    refused(Reason.WRONG_KIND, () -> tree.read(path("fifo")));
    refused(Reason.WRONG_KIND, () -> tree.update(path("fifo")));
    try (var fifo = tree.open(path("fifo"))) {
      assertEquals(Kind.FIFO, fifo.metadata().kind());
    }
  }

  @Test
  @EnabledIf(value = "io.understudy.linux.TreeOfTest#root", disabledReason = "mounting needs root")
  void aMountPointIsTheEndWhereThatIsAskedFor() throws Exception {
    tree.makeDirectory(path("m"));
    Path mount = folder.resolve("root/m");
    TreeOfTest.run("mount", "-t", "tmpfs", "-o", "size=64k", "us-fil", mount.toString());
    try {
      Files.writeString(mount.resolve("secret"), "other disk");
      for (Executable attempt : attempts("m").toList()) {
        refused(Reason.OUTSIDE, attempt);
      }
      assertNotEquals(
          tree.find(path("mine")).orElseThrow().device(),
          tree.find(path("m")).orElseThrow().device());
      try (Tree crossing = new KernelTrees().open(folder.resolve("root"), Mounts.CROSS)) {
        assertTrue(crossing.find(path("m/secret")).isPresent());
        refused(
            Reason.ELSEWHERE,
            () -> crossing.rename(path("mine"), crossing, path("m/mine"), Replacing.REPLACE));
        refused(Reason.ELSEWHERE, () -> crossing.link(path("mine"), path("m/mine")));
        try (Draft draft = crossing.draft(path("m/full"))) {
          refused(Reason.NO_SPACE, () -> draft.write(ByteBuffer.wrap(new byte[256 * 1024]), 0));
        }
        TreeOfTest.run("mount", "-o", "remount,ro", mount.toString());
        refused(Reason.READ_ONLY, () -> crossing.create(path("m/new")));
        try (Tree disk = new KernelTrees().open(mount, Mounts.STAY)) {
          assertTrue(disk.space().readOnly());
        }
      }
    } finally {
      TreeOfTest.run("umount", "-l", mount.toString());
    }
    assertFalse(tree.find(path("m/secret")).isPresent());
  }
}
