package io.understudy.mirroring.rsync;

import static io.understudy.mirroring.rsync.Nodes.compare;
import static io.understudy.mirroring.rsync.Nodes.look;
import static io.understudy.mirroring.rsync.Nodes.looks;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.Superseded;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RsyncFaultsTest {
  private static final int LARGE = 200_000_000;

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

  /// A file that takes some time, and a copy of it that is whole but old.
  private void large() throws Exception {
    Random random = new Random(1);
    byte[] block = new byte[1 << 20];
    try (RandomAccessFile file =
        new RandomAccessFile(nodes.sourceRoot.resolve("large").toFile(), "rw")) {
      while (file.length() < LARGE) {
        random.nextBytes(block);
        file.write(block);
      }
    }
    Files.writeString(nodes.copyRoot.resolve("large"), "old");
  }

  private CompletableFuture<Void> inBackground(Item... items) throws IOException {
    nodes.connect();
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("pass")
        .start(
            () -> {
              try {
                nodes.pass(items);
                end.complete(null);
              } catch (Throwable failure) {
                end.completeExceptionally(failure);
              }
            });
    return end;
  }

  private Optional<Path> draft() throws IOException {
    Path drafts = nodes.copyRoot.resolve(Commands.DRAFTS);
    if (!Files.isDirectory(drafts)) {
      return Optional.empty();
    }
    try (var all = Files.list(drafts)) {
      return all.filter(file -> file.toFile().length() > 1_000_000).findFirst();
    }
  }

  private void awaitDraft() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> draft().isPresent());
  }

  @Test
  void aSupersededSenderWritesNothingMore() throws Exception {
    large();
    CompletableFuture<Void> pass = inBackground(look("large"));
    awaitDraft();
    nodes.gate.close();
    assertInstanceOf(Superseded.class, nodes.ended().orElseThrow());
    assertFalse(nodes.receiving.isAlive() && !nodes.receiver.isDone());
    Map<String, String> then = Picture.of(nodes.copy);
    long draft = draft().map(file -> file.toFile().length()).orElse(0L);
    nodes.cable.close();
    assertThrows(ExecutionException.class, () -> pass.get(20, TimeUnit.SECONDS));
    Nodes.noProcesses();
    assertEquals(then, Picture.of(nodes.copy));
    assertEquals(draft, draft().map(file -> file.toFile().length()).orElse(0L));
    assertEquals("old", nodes.copied("large"));
    nodes.gate = new Gate();
    nodes.connect();
    nodes.mirror(compare());
    nodes.same();
  }

  @Test
  void anInterruptedReceiverLeavesNoProcessBehind() throws Exception {
    large();
    CompletableFuture<Void> pass = inBackground(look("large"));
    awaitDraft();
    long start = System.nanoTime();
    nodes.receiving.interrupt();
    assertInstanceOf(InterruptedException.class, nodes.ended().orElseThrow());
    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(took < 10_000, "took %d ms".formatted(took));
    System.out.println("a receiver ends " + took + " ms after its interruption");
    assertEquals(Optional.empty(), draft());
    nodes.cable.close();
    assertThrows(ExecutionException.class, () -> pass.get(20, TimeUnit.SECONDS));
    assertEquals("old", nodes.copied("large"));
  }

  @Test
  void anInterruptedPassLeavesNoProcessBehind() throws Exception {
    large();
    nodes.connect();
    Thread self = Thread.currentThread();
    nodes.heard.breath = _ -> self.interrupt();
    assertThrows(InterruptedException.class, () -> nodes.pass(looks("large")));
    nodes.heard.breath = _ -> {};
    Nodes.noProcesses();
    assertThrows(IOException.class, () -> nodes.pass(looks("large")));
    nodes.connect();
    nodes.mirror(looks("large"));
    nodes.same();
  }

  @Test
  void aCutChannelEndsBothAndTheNextOneGoesOn() throws Exception {
    large();
    nodes.write("small", "x");
    CompletableFuture<Void> pass = inBackground(looks("large", "small"));
    awaitDraft();
    nodes.cable.close();
    assertInstanceOf(
        IOException.class,
        assertThrows(ExecutionException.class, () -> pass.get(20, TimeUnit.SECONDS)).getCause());
    assertInstanceOf(IOException.class, nodes.ended().orElseThrow());
    Nodes.noProcesses();
    assertEquals("old", nodes.copied("large"));
    assertEquals(0, nodes.heard.done.size());
    nodes.connect();
    nodes.mirror(looks("large", "small"));
    nodes.same();
  }

  @Test
  void aFullDiskFailsTheItemsAndKeepsTheChannel() throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    Nodes.run("mount", "-t", "tmpfs", "-o", "size=1m", "none", full.toString());
    try (Nodes small = new Nodes(full)) {
      byte[] much = new byte[400_000];
      new Random(1).nextBytes(much);
      Files.write(small.sourceRoot.resolve("a"), much);
      Files.write(small.sourceRoot.resolve("b"), new byte[] {1});
      Files.write(small.copyRoot.resolve("filler"), new byte[400_000]);
      small.deletions = false;
      small.pass(looks("a"));
      assertTrue(
          small.heard.failed.get(look("a")).contains("No space left"),
          small.heard.failed.toString());
      small.heard.failed.clear();
      Files.delete(small.copyRoot.resolve("filler"));
      small.mirror(looks("a", "b"));
      assertArrayEquals(much, Files.readAllBytes(small.copyRoot.resolve("a")));
    } finally {
      Nodes.run("umount", "-l", full.toString());
    }
  }

  @Test
  void aFileThatChangesAllTheTimeHoldsNothingUp() throws Exception {
    Path busy = nodes.sourceRoot.resolve("busy");
    nodes.write("calm", "x");
    Files.writeString(busy, "start");
    boolean[] stop = {false};
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; !stop[0] && i < 100_000; i++) {
                      Files.writeString(busy, "line " + i % 977 + "\n");
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    for (int i = 0; i < 5; i++) {
      nodes.pass(looks("busy", "calm"));
    }
    stop[0] = true;
    writer.join();
    assertTrue(nodes.heard.done.contains(look("calm")));
    nodes.heard.failed.clear();
    nodes.mirror(looks("busy"));
    nodes.same();
  }
}
