package io.understudy.mirroring.rsync;

import static io.understudy.mirroring.rsync.Nodes.compare;
import static io.understudy.mirroring.rsync.Nodes.look;
import static io.understudy.mirroring.rsync.Nodes.looks;
import static io.understudy.mirroring.rsync.Nodes.path;
import static io.understudy.mirroring.rsync.Nodes.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirroredTree.Sync;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RsyncStrategyTest {
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
  void carriesWhatALookNamesAndNothingElse() throws Exception {
    nodes.write("a/b/file", "text");
    nodes.write("a/other", "stays");
    nodes.mirror(looks("a/b/file"));
    assertEquals("text", nodes.copied("a/b/file"));
    assertFalse(nodes.has("a/other"));
    assertEquals(1, nodes.heard.files);
  }

  @Test
  void aLookAtADirectoryOrTheRootCarriesNothingThatIsInIt() throws Exception {
    nodes.write("a/file", "x");
    nodes.write("top", "x");
    run("chmod", "711", nodes.sourceRoot.resolve("a").toString());
    nodes.mirror(look("a"), look("."));
    assertFalse(nodes.has("a/file"));
    assertFalse(nodes.has("top"));
    assertTrue(nodes.has("a"));
    assertEquals(
        Files.getLastModifiedTime(nodes.sourceRoot), Files.getLastModifiedTime(nodes.copyRoot));
  }

  @Test
  void everyAttributeTravels() throws Exception {
    nodes.write("d/file", "content");
    nodes.write("d/.hidden", "");
    String d = nodes.sourceRoot.resolve("d").toString();
    run("chown", "4711:4712", d + "/file");
    run("chmod", "6751", d + "/file");
    run("ln", "-s", "/etc/passwd", d + "/absolute");
    run("ln", "-s", "../nowhere", d + "/dangling");
    run("chown", "-h", "5:6", d + "/dangling");
    run("mkfifo", "-m", "620", d + "/fifo");
    run("mknod", d + "/device", "c", "1", "3");
    nodes.source.makeNode(path("d/socket"), Metadata.Kind.SOCKET, 0);
    Files.setAttribute(nodes.sourceRoot.resolve("d/file"), "user:colour", new byte[] {1, 0, 2});
    Files.setLastModifiedTime(
        nodes.sourceRoot.resolve("d/file"),
        FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
    run("chmod", "1777", d);
    run("touch", "-h", "-d", "1999-01-01T00:00:00.5", d + "/absolute");
    run("touch", "-d", "1999-01-01T00:00:00.25", d);
    nodes.mirror(compare());
    nodes.same();
  }

  @Test
  void oddNamesTravel() throws Exception {
    byte[][] names = {
      "new\nline".getBytes(),
      {'b', (byte) 0xff, (byte) 0xfe},
      "*".getBytes(),
      "[a]?\\".getBytes(),
      "\\".getBytes(),
      "back\\slash".getBytes(),
      "-rf".getBytes(),
      "# comment".getBytes(),
      "; other".getBytes(),
      "  spaces ".getBytes(),
      "\\#012".getBytes(),
      "é ü".getBytes("UTF-8"),
      "a:b".getBytes(),
      "+ plus".getBytes(),
      "\r\t".getBytes(),
      "***".getBytes(),
      "!".getBytes()
    };
    nodes.source.makeDirectory(path("dir\n*"));
    Item[] items = new Item[2 * names.length];
    for (int i = 0; i < names.length; i++) {
      RelativePath top = RelativePath.ROOT.resolve(names[i]);
      RelativePath deep = path("dir\n*").resolve(names[i]);
      nodes.source.create(top).close();
      nodes.source.create(deep).close();
      items[2 * i] = new Item.Look(top);
      items[2 * i + 1] = new Item.Look(deep);
    }
    nodes.mirror(items);
    nodes.same();
    Arrays.stream(items).map(Item::path).forEach(this::remove);
    nodes.mirror(items);
    nodes.mirror(compare());
    nodes.same();
  }

  private void remove(RelativePath path) {
    try {
      nodes.source.remove(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void hardLinksStayLinkedWhicheverNameChanged() throws Exception {
    nodes.write("a/one", "first");
    nodes.write("plain", "x");
    Files.createLink(nodes.sourceRoot.resolve("two"), nodes.sourceRoot.resolve("a/one"));
    nodes.mirror(compare());
    nodes.same();
    Files.writeString(nodes.sourceRoot.resolve("two"), "second, longer");
    nodes.mirror(looks("two"));
    assertEquals("second, longer", nodes.copied("a/one"));
    nodes.same();
    Files.createLink(nodes.sourceRoot.resolve("three"), nodes.sourceRoot.resolve("two"));
    nodes.connect();
    nodes.mirror(looks("three"));
    nodes.same();
  }

  @Test
  void whatIsNoLongerLinkedIsSeparated() throws Exception {
    nodes.write("one", "same");
    Files.createLink(nodes.sourceRoot.resolve("two"), nodes.sourceRoot.resolve("one"));
    nodes.mirror(compare());
    run("cp", "-p", nodes.sourceRoot + "/two", nodes.sourceRoot + "/new");
    run("mv", nodes.sourceRoot + "/new", nodes.sourceRoot + "/two");
    nodes.mirror(compare());
    nodes.same();
  }

  @Test
  void holesStayHoles() throws Exception {
    try (RandomAccessFile file =
        new RandomAccessFile(nodes.sourceRoot.resolve("sparse").toFile(), "rw")) {
      file.seek(20_000_000);
      file.write("end".getBytes());
    }
    nodes.mirror(looks("sparse"));
    nodes.same();
    Metadata copy = nodes.copy.find(path("sparse")).orElseThrow();
    assertTrue(copy.allocated() < 1_000_000, "takes %d bytes".formatted(copy.allocated()));
  }

  @Test
  void aLookSeesAChangeThatLeavesSizeAndTimeAlone() throws Exception {
    sameSizeAndTime();
    nodes.mirror(looks("file"));
    nodes.same();
  }

  @Test
  void aScrubFindsAndMendsAChangeThatLeavesSizeAndTimeAlone() throws Exception {
    sameSizeAndTime();
    nodes.mirror(compare());
    assertEquals("one", nodes.copied("file"));
    nodes.heard.differences.clear();
    nodes.mirror(new Item.Compare(RelativePath.ROOT, true));
    nodes.same();
    assertEquals("{file=content}", nodes.heard.differences.toString());
  }

  private void sameSizeAndTime() throws Exception {
    nodes.write("file", "one");
    nodes.write("other", "same");
    FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(nodes.sourceRoot.resolve("file"), time);
    nodes.mirror(compare());
    nodes.write("file", "two");
    Files.setLastModifiedTime(nodes.sourceRoot.resolve("file"), time);
  }

  @Test
  void manyNamesTravelInSeveralRuns() throws Exception {
    nodes.settings = new RsyncSettings(Nodes.RSYNC, 100);
    nodes.sync = Sync.PASS;
    for (int i = 0; i < 450; i++) {
      nodes.write("d%d/f%d".formatted(i % 7, i), "text " + i);
    }
    nodes.mirror(compare());
    nodes.same();
    Item[] items =
        IntStream.range(0, 450)
            .mapToObj(i -> look("d%d/f%d".formatted(i % 7, i)))
            .toArray(Item[]::new);
    nodes.write("d0/f0", "changed");
    nodes.mirror(items);
    nodes.same();
  }

  @Test
  void filesMayWaitForTheDiskEach() throws Exception {
    nodes.sync = Sync.FILE;
    nodes.write("a", "x");
    nodes.mirror(looks("a"));
    nodes.same();
  }

  @Test
  void oneChannelCarriesManyPasses() throws Exception {
    for (int i = 0; i < 4; i++) {
      nodes.write("a", "pass " + i);
      nodes.mirror(looks("a"));
      nodes.same();
      nodes.mirror();
    }
    nodes.cable.hangUp();
    assertEquals("Optional.empty", nodes.ended().toString());
  }

  @Test
  void looksAtFilesThatCannotBeCarriedFailAloneAndAreNamed() throws Exception {
    nodes.write("good", "x");
    nodes.write("bad", "x");
    Files.writeString(nodes.copyRoot.resolve("bad"), "old");
    run("chattr", "+i", nodes.copyRoot + "/bad");
    try {
      nodes.pass(looks("good", "bad"));
    } finally {
      run("chattr", "-i", nodes.copyRoot + "/bad");
    }
    assertEquals("x", nodes.copied("good"));
    assertEquals("[Look[path=good]]", nodes.heard.done.toString());
    assertTrue(nodes.heard.failed.get(look("bad")).contains("not permitted"));
    nodes.heard.failed.clear();
    nodes.mirror(looks("bad"));
    nodes.same();
  }

  @Test
  void aMissingProgramIsSaid() throws Exception {
    nodes.settings = new RsyncSettings(Path.of("/nowhere/rsync"), 1000);
    nodes.write("a", "x");
    nodes.pass(looks("a"));
    assertTrue(nodes.heard.failed.get(look("a")).contains("apt install rsync"));
    assertEquals(
        "apt install rsync", new RsyncStrategy(nodes.settings).problems().getFirst().remedy());
  }
}
