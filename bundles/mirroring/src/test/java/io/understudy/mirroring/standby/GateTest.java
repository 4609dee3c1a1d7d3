package io.understudy.mirroring.standby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.api.files.Draft;
import io.understudy.api.files.Inode;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.Superseded;
import io.understudy.linux.KernelTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GateTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId C = new NodeId("c");

  @TempDir Path folder;

  /// All that can be seen of the files.
  private Map<String, String> picture() throws IOException {
    Map<String, String> picture = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(one -> !one.equals(folder)).toList()) {
        Map<String, Object> facts =
            Files.readAttributes(path, "unix:size,mode,ino,ctime", LinkOption.NOFOLLOW_LINKS);
        boolean read = Files.isRegularFile(path) && !path.getFileName().toString().contains("hard");
        int sum = read ? Arrays.hashCode(Files.readAllBytes(path)) : 0;
        picture.put(path.toString(), new TreeMap<>(facts) + " " + sum);
      }
    }
    return picture;
  }

  @FunctionalInterface
  private interface Work {
    void run(Tree tree, int turn) throws IOException;
  }

  private static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  private static void writes(Tree tree, int turn) throws IOException {
    try (OpenFile file = tree.update(path("large"))) {
      file.write(ByteBuffer.allocate(5 << 20).put(0, (byte) turn), (turn % 4) * 1000L);
      file.times(Instant.EPOCH, Instant.ofEpochSecond(turn));
    }
  }

  private static void drafts(Tree tree, int turn) throws IOException {
    try (Draft draft = tree.draft(path("draft" + turn % 3))) {
      draft.write(ByteBuffer.wrap(new byte[] {(byte) turn}), 0);
      draft.publish();
    }
  }

  private static void makes(Tree tree, int turn) throws IOException {
    RelativePath name = path("made" + turn);
    tree.makeDirectory(name);
    tree.makeSymlink(path("link" + turn), new byte[] {'x'});
    tree.link(path("large"), path("hard" + turn));
    tree.rename(name, tree, path("moved" + turn), Tree.Replacing.KEEP);
    tree.remove(path("link" + turn));
    try (Inode inode = tree.open(path("moved" + turn))) {
      inode.permissions(turn % 0777);
    }
  }

  private static void copies(Tree tree, int turn) throws IOException {
    try (OpenFile from = tree.read(path("large"));
        OpenFile to = tree.update(path("copy"))) {
      to.copy(from, 0, turn % 100, 8 << 20);
      to.punch(4096, 8192);
      to.truncate(5000 + turn);
    }
  }

  @Test
  void nothingChangesAfterItHasClosed() throws Exception {
    Files.write(folder.resolve("large"), new byte[9 << 20]);
    Files.write(folder.resolve("copy"), new byte[10]);
    Gate gate = new Gate();
    AtomicInteger turn = new AtomicInteger();
    for (int round = 1; round <= 12; round++) {
      Gate.Pass pass = gate.open(A, new Term(round), gate.closings());
      try (Tree tree =
          new GuardedTree(new KernelTrees().open(folder, Trees.Mounts.STAY), gate, pass)) {
        List<Work> works =
            List.of(GateTest::writes, GateTest::drafts, GateTest::makes, GateTest::copies);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> ends = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(works.size());
        for (Work work : works) {
          threads.add(
              Thread.ofPlatform()
                  .start(
                      () -> {
                        Throwable end =
                            assertThrows(
                                Throwable.class,
                                () -> {
                                  while (true) {
                                    work.run(tree, turn.incrementAndGet());
                                    begun.countDown();
                                  }
                                });
                        synchronized (ends) {
                          ends.add(end);
                        }
                      }));
        }
        begun.await();
        long start = System.nanoTime();
        assertTrue(gate.close("round " + round));
        long took = System.nanoTime() - start;
        Map<String, String> closed = picture();
        for (Thread thread : threads) {
          thread.join();
        }
        assertEquals(closed, picture());
        for (Throwable end : ends) {
          assertEquals(Superseded.class, end.getClass(), end::toString);
          assertTrue(end.getMessage().contains("round " + round), end::toString);
        }
        assertTrue(took < 10_000_000_000L, "closing took " + took / 1_000_000 + " ms");
      }
    }
  }

  @Test
  void itOpensOnlyForThoseWhoAskedBeforeNothingClosed() throws Exception {
    Gate gate = new Gate();
    long before = gate.closings();
    gate.close("meanwhile");
    Superseded late = assertThrows(Superseded.class, () -> gate.open(A, new Term(3), before));
    assertEquals("meanwhile", late.getMessage());
    Gate.Pass pass = gate.open(A, new Term(3), gate.closings());
    assertEquals(pass, gate.open(A, new Term(3), gate.closings()));
    assertThrows(Superseded.class, () -> gate.open(C, new Term(4), gate.closings()));
    gate.close("an owner");
    gate.bar(new Term(7));
    assertThrows(Superseded.class, () -> gate.check(pass));
    assertThrows(Superseded.class, () -> gate.open(C, new Term(7), gate.closings()));
    gate.open(C, new Term(8), gate.closings());
  }

  @Test
  void aFileOfAnotherCopyIsNotRenamedIntoThisOne() throws Exception {
    Gate gate = new Gate();
    Gate.Pass pass = gate.open(A, new Term(1), gate.closings());
    Gate.Pass other = new Gate().open(A, new Term(1), 0);
    try (Tree one = new KernelTrees().open(folder, Trees.Mounts.STAY)) {
      Tree guarded = new GuardedTree(one, gate, pass);
      Tree stranger = new GuardedTree(one, gate, other);
      assertThrows(
          IllegalArgumentException.class,
          () -> guarded.rename(path("a"), stranger, path("b"), Tree.Replacing.KEEP));
    }
  }
}
