package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.OpenFile;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Large files travel by changed blocks.
final class LargeFileTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Pair pair;
  private final Random random = new Random(9);

  @BeforeEach
  void open() throws IOException {
    pair = new Pair(directory);
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private void plant(String name, int mib) throws IOException {
    byte[] piece = new byte[MIB];
    try (OpenFile file = pair.from.create(path(name))) {
      for (int i = 0; i < mib; i++) {
        random.nextBytes(piece);
        file.write(ByteBuffer.wrap(piece), (long) i * MIB);
      }
    }
  }

  private void change(String name, int blocks) throws IOException {
    byte[] block = new byte[4096];
    try (OpenFile file = pair.from.update(path(name))) {
      long all = file.metadata().size() / block.length;
      for (int i = 0; i < blocks; i++) {
        random.nextBytes(block);
        file.write(ByteBuffer.wrap(block), random.nextLong(all) * block.length);
      }
    }
  }

  private long sent() throws IOException {
    return pair.wire().sent.get();
  }

  private void costs(long changed) throws Exception {
    long before = sent();
    pair.good(look("large"));
    double ratio = (double) (sent() - before) / changed;
    assertTrue(ratio <= 1.2, "sent %.3f times what changed".formatted(ratio));
  }

  @Test
  void onlyChangedBlocksAreSentWhereTheCopyIsCopied() throws Exception {
    plant("large", 64);
    pair.good(look("large"), look(""));
    pair.same();
    for (int i = 0; i < 3; i++) {
      change("large", 100);
      costs(100 * 4096);
      pair.same();
    }
  }

  @Test
  void onlyChangedBlocksAreSentWhereItIsChangedInPlace() throws Exception {
    plant("large", 80);
    pair.good(look("large"), look(""));
    long inode = pair.to.find(path("large")).orElseThrow().inode();
    for (int i = 0; i < 3; i++) {
      change("large", 100);
      costs(100 * 4096);
      pair.same();
    }
    boolean inPlace = pair.to.find(path("large")).orElseThrow().inode() == inode;
    System.out.println("changed in place: " + inPlace);
    assertEquals(List.of(), journals());
  }

  @Test
  void whatIsKnownOfACopyIsKeptWhereTheFileChangesWhileItIsRead() throws Exception {
    plant("large", 80);
    pair.good(look("large"), look(""));
    change("large", 100);
    Heard heard =
        new Heard() {
          @Override
          public void breathe() {
            try {
              change("large", 1);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    pair.pass(List.of(look("large")), heard);
    assertTrue(heard.failed.get(look("large")).contains("changed while it was read"));
    change("large", 100);
    long before = pair.wire().answered.get();
    pair.good(look("large"), look(""));
    pair.same();
    assertTrue(pair.wire().answered.get() - before < 4096, "the standby isn't asked for hashes");
  }

  private List<Path> journals() throws IOException {
    try (Stream<Path> all = Files.list(pair.copyScratch)) {
      return all.filter(one -> one.getFileName().toString().startsWith("journal")).toList();
    }
  }

  @Test
  void itGrowsAndShrinks() throws Exception {
    plant("large", 70);
    pair.good(look("large"), look(""));
    for (long size : new long[] {30L * MIB + 5, 90L * MIB + 77, 70L * MIB, 100_000, 5L * MIB}) {
      try (OpenFile file = pair.from.update(path("large"))) {
        file.truncate(size);
        file.write(ByteBuffer.wrap(new byte[] {1}), size - 1);
      }
      pair.good(look("large"));
      pair.same();
    }
  }

  @Test
  void whatChangedAtTheCopyIsNoticed() throws Exception {
    plant("large", 70);
    pair.good(look("large"), look(""));
    try (OpenFile file = pair.to.update(path("large"))) {
      file.write(ByteBuffer.wrap(new byte[5000]), 12_345_678);
    }
    change("large", 5);
    long before = sent();
    pair.good(look("large"));
    pair.same();
    assertTrue(sent() - before < 2 * MIB, "hashes told what to send");
    pair.to.remove(path("large"));
    pair.good(look("large"), look(""));
    pair.same();
  }

  @Test
  void whereNothingIsKnownTheStandbyTellsItsHashes() throws Exception {
    plant("large", 8);
    pair.good(look("large"), look(""));
    change("large", 10);
    pair.disconnect();
    long before = sent();
    pair.good(look("large"));
    pair.same();
    assertTrue(sent() - before < MIB);
  }

  @Test
  void smallFilesDoNotWaitForALargeOne() throws Exception {
    plant("large", 100);
    for (int i = 0; i < 20; i++) {
      pair.write("small" + i, "content");
    }
    List<Item> items = new ArrayList<>(List.of(look("large")));
    for (int i = 0; i < 20; i++) {
      items.add(look("small" + i));
    }
    items.add(look(""));
    Heard heard = new Heard();
    pair.pass(items, heard);
    assertEquals(22, heard.done.size());
    assertTrue(heard.done.indexOf(look("large")) >= 20, heard.done.toString());
    pair.same();
  }

  @Test
  void aCutLeavesTheOldFile() throws Exception {
    plant("large", 70);
    pair.good(look("large"), look(""));
    byte[] old = Files.readAllBytes(pair.copy.resolve("large"));
    change("large", 2000);
    pair.wire().cutAfter(3 * MIB);
    assertThrows(IOException.class, () -> pair.pass(look("large")));
    pair.disconnect();
    assertTrue(Arrays.equals(old, Files.readAllBytes(pair.copy.resolve("large"))));
    pair.good(look("large"), look(""));
    pair.same();
    assertEquals(List.of(), journals());
  }

  @Test
  void aJournalIsCarriedOutAfterACrashBetweenAnyTwoSteps() throws Exception {
    plant("large", 66);
    pair.good(look("large"), look(""));
    for (int writes : new int[] {0, 1, 5, 20, 1000}) {
      change("large", 30);
      pair.disconnect();
      CrashingTree.Fuse fuse = new CrashingTree.Fuse(writes);
      pair.copyTree = tree -> CrashingTree.of(tree, fuse);
      boolean crashed = false;
      try {
        pair.pass(look("large"));
      } catch (IOException e) {
        crashed = true;
      }
      pair.disconnect();
      pair.copyTree = tree -> tree;
      assertEquals(writes < 1000, crashed);
      boolean complete = journals().size() == 1;
      pair.connect().pass(Optional::empty, new Heard());
      pair.good(look("")); // the standby began: the journal was carried out
      if (complete) {
        SameTrees.assertSame(pair.from, pair.to);
      }
      assertEquals(List.of(), journals());
      pair.good(look("large"), look(""));
      pair.same();
    }
  }

  @Test
  void anIncompleteJournalIsForgotten() throws Exception {
    Files.writeString(pair.copyScratch.resolve("journal-1234.part"), "half");
    pair.good(look(""));
    assertFalse(Files.exists(pair.copyScratch.resolve("journal-1234.part")));
  }
}
