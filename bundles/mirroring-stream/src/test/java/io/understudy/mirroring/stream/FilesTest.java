package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.compare;
import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One path at a time: all kinds of files with all attributes.
final class FilesTest {
  @TempDir Path directory;
  private Pair pair;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair(directory);
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  @Test
  void aFileTravelsWithAllItsAttributes() throws Exception {
    pair.write("a", "hello");
    byte[] acl = {
      2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 57, 48, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1,
      16, 0, 4, 0, -1, -1, -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
    };
    try (Inode inode = pair.from.open(path("a"))) {
      inode.owner(12345, 23456);
      inode.attribute("user.color", new byte[] {0, 1, 2});
      inode.attribute("trusted.secret", "x".repeat(200).getBytes(StandardCharsets.US_ASCII));
      inode.attribute("system.posix_acl_access", acl);
      inode.permissions(06640);
      inode.times(Instant.ofEpochSecond(1, 123456789), Instant.ofEpochSecond(-5, 999999999));
    }
    Heard heard = pair.good(look("a"));
    pair.same();
    assertEquals(1, heard.files);
    assertEquals(5, heard.read);
    try (Inode inode = pair.from.open(path("a"))) {
      inode.removeAttribute("user.color");
      inode.attribute("user.other", new byte[0]);
      inode.removeAttribute("system.posix_acl_access");
    }
    pair.good(look("a"));
    pair.same();
  }

  @Test
  void allKindsTravel() throws Exception {
    pair.from.makeDirectory(path("d"));
    pair.from.makeSymlink(path("d/link"), new byte[] {'.', '.', '/', (byte) 0xff, '\n'});
    pair.from.makeNode(path("d/fifo"), Kind.FIFO, 0);
    pair.from.makeNode(path("d/socket"), Kind.SOCKET, 0);
    pair.from.makeNode(path("d/char"), Kind.CHARACTER_DEVICE, 7L << 32 | 300);
    pair.from.makeNode(path("d/block"), Kind.BLOCK_DEVICE, 300L << 32 | 70000);
    for (String name : new String[] {"d/link", "d/fifo", "d/socket", "d/char", "d/block", "d"}) {
      try (Inode inode = pair.from.open(path(name))) {
        inode.owner(5, 6);
        if (!name.equals("d/link")) {
          inode.permissions(01751);
        }
        inode.times(Instant.ofEpochSecond(77, 1), Instant.ofEpochSecond(78, 2));
      }
    }
    pair.good(
        look("d"),
        look("d/link"),
        look("d/fifo"),
        look("d/socket"),
        look("d/char"),
        look("d/block"),
        look(""));
    pair.same();
  }

  @Test
  void namesAreBytes() throws Exception {
    byte[][] names = {
      {(byte) 0xff, (byte) 0xfe},
      {'a', '\n', 'b'},
      {'\\', '"', ' '},
      "x".repeat(255).getBytes(StandardCharsets.US_ASCII)
    };
    for (byte[] name : names) {
      RelativePath one = RelativePath.ROOT.resolve(name);
      pair.from.makeDirectory(one);
      pair.from.create(one.resolve(name)).close();
      pair.pass(new Item.Look(one.resolve(name)));
    }
    pair.good(look(""));
    pair.same();
  }

  @Test
  void missingParentsAreMadeWithTheirAttributes() throws Exception {
    pair.from.makeDirectory(path("a"));
    pair.from.makeDirectory(path("a/b"));
    pair.from.makeDirectory(path("a/b/c"));
    pair.write("a/b/c/file", "content");
    try (Inode inode = pair.from.open(path("a/b"))) {
      inode.permissions(0705);
      inode.times(Instant.ofEpochSecond(3), Instant.ofEpochSecond(4));
    }
    pair.good(look("a/b/c/file"));
    pair.same();
  }

  @Test
  void whatVanishedIsRemovedWithAllBelow() throws Exception {
    pair.from.makeDirectory(path("a"));
    pair.from.makeDirectory(path("a/b"));
    for (int i = 0; i < 1500; i++) {
      pair.write("a/b/" + i, "");
    }
    pair.good(compare(""));
    pair.same();
    Pair.run("rm", "-r", pair.source.resolve("a").toString());
    pair.good(look("a/b/7"), look("a"));
    pair.same();
  }

  @Test
  void withoutDeletionsTheCopyStays() throws Exception {
    pair.deletions = false;
    pair.write("a", "1");
    pair.write("b", "1");
    pair.good(look("a"), look("b"));
    Files.delete(pair.source.resolve("a"));
    pair.good(look("a"), Pair.moveFile("b", "c"), compare(""));
    assertTrue(Files.exists(pair.copy.resolve("a")));
    Files.move(pair.source.resolve("b"), pair.source.resolve("c"));
    pair.good(Pair.moveFile("b", "c"));
    assertTrue(Files.exists(pair.copy.resolve("b")));
    assertTrue(Files.exists(pair.copy.resolve("c")));
  }

  @Test
  void whatIsNotSelectedIsNeitherSentNorTouchedNorRemoved() throws Exception {
    pair.selection = (path, _) -> !path.toString().endsWith(".tmp");
    pair.from.makeDirectory(path("d"));
    pair.write("d/a", "1");
    pair.write("d/b.tmp", "1");
    Files.createDirectories(pair.copy.resolve("d/keep.tmp"));
    Files.writeString(pair.copy.resolve("d/keep.tmp/inside"), "mine");
    Files.writeString(pair.copy.resolve("d/extra"), "too much");
    pair.good(compare(""), look("d/b.tmp"), look("d/keep.tmp"), look("d/keep.tmp/inside"));
    assertTrue(Files.exists(pair.copy.resolve("d/a")));
    assertFalse(Files.exists(pair.copy.resolve("d/extra")));
    assertFalse(Files.exists(pair.copy.resolve("d/b.tmp")));
    assertEquals("mine", Files.readString(pair.copy.resolve("d/keep.tmp/inside")));
    Pair.run("rm", "-r", pair.source.resolve("d").toString());
    pair.good(look("d"));
    assertFalse(Files.exists(pair.copy.resolve("d/a")));
    assertEquals("mine", Files.readString(pair.copy.resolve("d/keep.tmp/inside")));
  }

  @Test
  void aFileBecomesADirectoryAndBack() throws Exception {
    pair.write("x", "file");
    pair.good(look("x"));
    Files.delete(pair.source.resolve("x"));
    pair.from.makeDirectory(path("x"));
    pair.write("x/y", "below");
    pair.good(look("x/y"), look("x"));
    pair.same();
    Pair.run("rm", "-r", pair.source.resolve("x").toString());
    pair.from.makeSymlink(path("x"), new byte[] {'y'});
    pair.good(look("x"), look("x/y"));
    pair.same();
    Files.delete(pair.source.resolve("x"));
    pair.from.makeDirectory(path("x"));
    pair.write("x/y", "below");
    pair.good(look("x"), look("x/y"));
    pair.same();
    Pair.run("rm", "-r", pair.source.resolve("x").toString());
    pair.write("x", "file");
    pair.good(look("x"));
    pair.same();
  }

  @Test
  void hardLinksStayLinks() throws Exception {
    pair.from.makeDirectory(path("d"));
    pair.write("a", "one");
    pair.from.link(path("a"), path("d/b"));
    pair.from.link(path("a"), path("c"));
    pair.good(look("c"), look("d"), look(""));
    pair.same();
    Files.writeString(pair.source.resolve("a"), "two!");
    pair.good(look("d/b"));
    pair.same();
    Files.delete(pair.source.resolve("a"));
    pair.write("a", "alone");
    pair.good(look("a"), look("c"));
    pair.same();
    pair.write("late", "later");
    pair.good(look("late"));
    pair.from.link(path("late"), path("d/late"));
    pair.good(look("d/late"), look("d"));
    pair.same();
  }

  @Test
  void whatWasDoneByANameThatIsGoneIsSeenByTheOthers() throws Exception {
    pair.write("a", "one");
    pair.from.link(path("a"), path("b"));
    pair.good(look("a"), look("b"), look(""));
    Files.writeString(pair.source.resolve("a"), "two, and longer");
    Files.delete(pair.source.resolve("a"));
    pair.good(look("a"), look(""));
    pair.same();
  }

  @Test
  void linksOutsideOfTheTreeAreNoProblem() throws Exception {
    pair.write("a", "one");
    Files.createLink(directory.resolve("outside"), pair.source.resolve("a"));
    pair.good(look("a"), look(""));
    pair.same();
    Files.writeString(pair.source.resolve("a"), "two");
    pair.good(look("a"), look(""));
    pair.same();
  }

  @Test
  void contentsOfAllSizesTravel() throws Exception {
    Random random = new Random(1);
    int[] sizes = {
      0,
      1,
      4095,
      4096,
      4097,
      65536,
      Limits.WHOLE - 1,
      Limits.WHOLE,
      Limits.WHOLE + 1,
      1_000_001,
      5_000_000
    };
    for (int size : sizes) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      pair.write("random" + size, content);
      pair.write("zeros" + size, new byte[size]);
      pair.write("text" + size, "a line of text\n".repeat(size / 15 + 1).substring(0, size));
    }
    pair.good(compare(""));
    pair.same();
    for (int size : sizes) {
      pair.good(look("random" + size), look("zeros" + size), look("text" + size));
    }
    pair.good(look(""));
    pair.same();
  }

  @Test
  void holesStayHoles() throws Exception {
    for (long size : new long[] {200_000, 10_000_000, (5L << 30) + 3}) {
      try (OpenFile file = pair.from.create(path("sparse" + size))) {
        file.truncate(size);
        file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), size / 2);
        file.write(ByteBuffer.wrap(new byte[] {4}), size - 1);
      }
      pair.good(look("sparse" + size), look(""));
    }
    pair.same();
    try (OpenFile file = pair.from.update(path("sparse10000000"))) {
      file.punch(4_900_000, 200_000);
      file.write(ByteBuffer.wrap(new byte[] {9}), 7);
    }
    pair.good(look("sparse10000000"));
    pair.same();
  }

  @Test
  void aFileThatChangesAllTheTimeStaysDirty() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(2).nextBytes(content);
    pair.write("busy", content);
    Heard heard =
        new Heard() {
          @Override
          public void read(long bytes) {
            super.read(bytes);
            try {
              Files.write(pair.source.resolve("busy"), content);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    boolean[] given = new boolean[1];
    pair.pass(
        () -> {
          boolean first = !given[0];
          given[0] = true;
          return first ? Optional.of(look("busy")) : Optional.empty();
        },
        heard);
    assertTrue(heard.failed.get(look("busy")).contains("changed while it was read"));
    assertArrayEquals(content, Files.readAllBytes(pair.copy.resolve("busy")));
    pair.good(look("busy"), look(""));
    pair.same();
  }
}
