package io.understudy.mirroring.rsync;

import static io.understudy.mirroring.rsync.Nodes.compare;
import static io.understudy.mirroring.rsync.Nodes.look;
import static io.understudy.mirroring.rsync.Nodes.looks;
import static io.understudy.mirroring.rsync.Nodes.path;
import static io.understudy.mirroring.rsync.Nodes.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RsyncPlacesTest {
  @TempDir Path folder;
  private Nodes nodes;

  @BeforeEach
  void connect() throws IOException {
    nodes = new Nodes(folder);
  }

  @AfterEach
  void close() throws IOException {
    if (nodes != null) {
      nodes.close();
    }
  }

  @Test
  void whatVanishesIsRemovedWithAllBelowIt() throws Exception {
    nodes.write("a/b/c", "x");
    nodes.write("a/d", "x");
    nodes.write("keep", "x");
    nodes.mirror(compare());
    run("rm", "-r", nodes.sourceRoot + "/a");
    nodes.mirror(looks("a", "a/b/c", "a/b"));
    nodes.same();
  }

  @Test
  void whatVanishesStaysWithoutDeletions() throws Exception {
    nodes.deletions = false;
    nodes.write("a/b", "x");
    nodes.write("c", "x");
    nodes.mirror(compare());
    run("rm", "-r", nodes.sourceRoot + "/a");
    nodes.mirror(looks("a"));
    nodes.mirror(compare());
    assertTrue(nodes.has("a/b"));
  }

  @Test
  void aComparisonRemovesWhatTheSourceLacks() throws Exception {
    nodes.write("a/b", "x");
    Files.createDirectories(nodes.copyRoot.resolve("a/extra/deep"));
    Files.writeString(nodes.copyRoot.resolve("a/extra/deep/file"), "x");
    Files.writeString(nodes.copyRoot.resolve("extra"), "x");
    nodes.mirror(new Item.Compare(path("a"), false));
    assertFalse(nodes.has("a/extra"));
    assertTrue(nodes.has("extra"), "is not below a");
    nodes.mirror(compare());
    nodes.same();
  }

  @Test
  void whatTheRuleDoesNotTakeIsNeverTouched() throws Exception {
    nodes.selection = (path, _) -> !path.toString().endsWith(".tmp");
    nodes.write("a/file", "x");
    nodes.write("a/source.tmp", "x");
    nodes.write("b.tmp/file", "x");
    Files.createDirectories(nodes.copyRoot.resolve("a"));
    Files.createDirectories(nodes.copyRoot.resolve("gone"));
    Files.writeString(nodes.copyRoot.resolve("a/mine.tmp"), "mine");
    Files.writeString(nodes.copyRoot.resolve("gone/mine.tmp"), "mine");
    Files.writeString(nodes.copyRoot.resolve("gone/other"), "x");
    nodes.mirror(compare(), look("a/source.tmp"), look("b.tmp/file"), look("gone"));
    assertTrue(nodes.has("a/file"));
    assertFalse(nodes.has("a/source.tmp"));
    assertFalse(nodes.has("b.tmp"));
    assertEquals("mine", nodes.copied("a/mine.tmp"));
    assertEquals("mine", nodes.copied("gone/mine.tmp"));
    assertFalse(nodes.has("gone/other"));
  }

  @Test
  void theStandbyRefusesWhatItsOwnRuleDoesNotTake() throws Exception {
    nodes.standbySelection = (path, _) -> !path.toString().equals("private");
    nodes.write("private", "new");
    nodes.write("public", "new");
    Files.writeString(nodes.copyRoot.resolve("private"), "old");
    nodes.pass(looks("private", "public"));
    assertEquals("old", nodes.copied("private"));
    assertEquals("new", nodes.copied("public"));
    assertTrue(nodes.heard.failed.toString().contains("rule"), nodes.heard.failed.toString());
    assertEquals(1, nodes.heard.done.size());
  }

  @Test
  void aFileMayBecomeADirectoryAndBack() throws Exception {
    nodes.write("x", "file");
    nodes.write("y/in", "file");
    run("ln", "-s", "y", nodes.sourceRoot + "/z");
    nodes.mirror(compare());
    run("rm", "-r", nodes.sourceRoot + "/x", nodes.sourceRoot + "/y", nodes.sourceRoot + "/z");
    nodes.write("x/in", "file");
    nodes.write("y", "file");
    nodes.write("z/in", "file");
    nodes.mirror(looks("x", "x/in", "y", "z", "z/in"));
    nodes.same();
  }

  @Test
  void whatWasRenamedIsRenamed() throws Exception {
    nodes.write("a/b/file", "x");
    nodes.mirror(compare());
    long inode = nodes.copy.find(path("a/b/file")).orElseThrow().inode();
    run("mv", nodes.sourceRoot + "/a/b", nodes.sourceRoot + "/c");
    nodes.mirror(new Item.Move(path("a/b"), path("c"), true), look("a/b"), look("c"));
    assertEquals(inode, nodes.copy.find(path("c/file")).orElseThrow().inode());
    nodes.same();
  }

  @Test
  void aRenamingThatTheCopyCannotFollowIsAComparison() throws Exception {
    nodes.write("new/file", "x");
    nodes.write("new/sub/file", "x");
    nodes.mirror(new Item.Move(path("old"), path("new"), true), look("old"), look("new"));
    nodes.same();
  }
}
