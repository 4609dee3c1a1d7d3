package io.understudy.linux;

import static io.understudy.linux.TreeOfTest.bytes;
import static io.understudy.linux.TreeOfTest.path;
import static io.understudy.linux.TreeOfTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFileTest {
  private static final long FIVE_GIGABYTES = 5L << 30;

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

  @Test
  void readsAndWritesAtAnyPositionFromAnyBuffer() throws Exception {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer =
          direct ? ByteBuffer.allocateDirect(content.length) : ByteBuffer.allocate(content.length);
      buffer.put(content).flip().position(1000);
      try (OpenFile file = tree.create(path("direct-" + direct))) {
        file.write(buffer, 500);
        assertEquals(0, buffer.remaining());
        file.write(ByteBuffer.wrap(content).asReadOnlyBuffer().limit(1000), 0);
        buffer.clear();
        assertEquals(content.length - 500, file.read(buffer, 0));
        assertEquals(content.length - 500, buffer.position());
        assertEquals(0, file.read(ByteBuffer.allocate(10), 1 << 20));
      }
      byte[] expected = new byte[content.length - 500];
      System.arraycopy(content, 1000, expected, 500, content.length - 1000);
      System.arraycopy(content, 0, expected, 0, 1000);
      assertArrayEquals(expected, Files.readAllBytes(folder.resolve("direct-" + direct)));
    }
  }

  @Test
  void reachesBehindFourGigabytesAndSeesTheHoles() throws Exception {
    try (OpenFile file = tree.create(path("large"))) {
      file.write(ByteBuffer.wrap(bytes("begin")), 0);
      file.write(ByteBuffer.wrap(bytes("end")), FIVE_GIGABYTES);
      file.truncate(FIVE_GIGABYTES + (1 << 20));
      assertEquals(FIVE_GIGABYTES + (1 << 20), file.metadata().size());
      assertTrue(file.metadata().allocated() < 1 << 20);
      ByteBuffer read = ByteBuffer.allocate(3);
      assertEquals(3, file.read(read, FIVE_GIGABYTES));
      assertArrayEquals(bytes("end"), read.array());
      assertEquals(0, file.nextData(0));
      long hole = file.nextHole(0);
      assertTrue(hole > 0 && hole <= 1 << 20, "" + hole);
      assertEquals(FIVE_GIGABYTES, file.nextData(hole));
      long last = file.nextHole(FIVE_GIGABYTES);
      assertTrue(last <= FIVE_GIGABYTES + (1 << 16), "" + last);
      assertEquals(FIVE_GIGABYTES + (1 << 20), file.nextData(last), "no more data");
      assertEquals(FIVE_GIGABYTES + (1 << 20), file.nextHole(1L << 40), "behind the end");
    }
  }

  @Test
  void punchesHoles() throws Exception {
    try (OpenFile file = tree.create(path("a"))) {
      file.write(ByteBuffer.wrap(new byte[1 << 20]), 0);
      file.sync();
      long before = file.metadata().allocated();
      try {
        file.punch(1 << 16, 1 << 19);
      } catch (FileFailure e) {
        assertEquals(Reason.UNSUPPORTED, e.reason());
        Assumptions.abort("the file system has no holes");
      }
      assertEquals(1 << 20, file.metadata().size());
      assertTrue(file.metadata().allocated() < before);
      assertEquals(1 << 16, file.nextHole(0));
    }
  }

  @Test
  void copiesWithinTheKernel() throws Exception {
    test.write("a", "0123456789");
    try (OpenFile source = tree.read(path("a"));
        OpenFile copy = tree.create(path("b"))) {
      assertEquals(4, copy.copy(source, 2, 1, 4));
      assertEquals(2, copy.copy(source, 8, 5, 100), "only to the end");
    }
    assertEquals("\0" + "234589", test.content("b"));
  }

  @Test
  void sharesBlocksOrSaysThatItCannot() throws Exception {
    test.write("a", "0123456789");
    try (OpenFile source = tree.read(path("a"));
        OpenFile copy = tree.create(path("b"))) {
      try {
        copy.cloneOf(source);
        assertEquals("0123456789", test.content("b"));
      } catch (FileFailure e) {
        assertEquals(Reason.UNSUPPORTED, e.reason(), e::getMessage);
        assertEquals(0, copy.metadata().size());
      }
    }
  }

  @Test
  void updatesInPlace() throws Exception {
    test.write("a", "0123456789");
    long inode = tree.find(path("a")).orElseThrow().inode();
    try (OpenFile file = tree.update(path("a"))) {
      file.write(ByteBuffer.wrap(bytes("xx")), 4);
      file.truncate(7);
    }
    assertEquals("0123xx6", test.content("a"));
    assertEquals(inode, tree.find(path("a")).orElseThrow().inode());
    refused(Reason.NOT_FOUND, () -> tree.update(path("none")));
  }

  @Test
  void readingLeavesTheAccessTimeAlone() throws Exception {
    test.write("a", "x");
    Instant old = Instant.ofEpochSecond(1_000_000_000, 5);
    try (var inode = tree.open(path("a"))) {
      inode.times(old, old.plusSeconds(1));
    }
    assertEquals("x", test.content("a"));
    assertEquals(old, tree.find(path("a")).orElseThrow().accessed());
  }

  @Test
  void aFileThatIsOpenForReadingCannotBeWritten() throws Exception {
    test.write("a", "x");
    try (OpenFile file = tree.read(path("a"))) {
      FileFailure failure =
          assertThrows(FileFailure.class, () -> file.write(ByteBuffer.wrap(bytes("y")), 0));
      assertTrue(failure.getMessage().contains("writing a in " + folder), failure::getMessage);
    }
  }
}
