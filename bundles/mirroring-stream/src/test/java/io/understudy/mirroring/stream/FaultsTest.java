package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.compare;
import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.mirror.MirroredTree.Sync;
import io.understudy.api.mirror.Superseded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can go wrong at either end.
final class FaultsTest {
  @TempDir Path directory;

  /// A small file system, for as long as something is done in it.
  @FunctionalInterface
  private interface Work {
    void with(Path mounted) throws Exception;
  }

  private static void mounted(Path at, String options, Work work) throws Exception {
    Files.createDirectories(at);
    Pair.run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
    try {
      work.with(at);
    } finally {
      Pair.run("umount", "-l", at.toString());
    }
  }

  private Pair pairInto(Path copy) throws IOException {
    return new Pair(Files.createDirectories(directory.resolve("source")), copy, directory);
  }

  @Test
  void aFullDiskFailsWhatDoesNotFitAndNothingElse() throws Exception {
    mounted(
        directory.resolve("tiny"),
        "size=1m",
        tiny -> {
          try (Pair pair = pairInto(tiny)) {
            byte[] content = new byte[900_000];
            new Random(3).nextBytes(content);
            pair.write("fits", "small");
            pair.write("large1", content);
            pair.write("large2", content);
            pair.write("also", "small");
            Heard heard = pair.pass(look("fits"), look("large1"), look("large2"), look("also"));
            assertEquals(Map.of(look("large2"), heard.failed.get(look("large2"))), heard.failed);
            assertTrue(heard.failed.get(look("large2")).contains("space"), heard.failed.toString());
            assertEquals(3, heard.done.size());
            Files.delete(pair.source.resolve("large1"));
            pair.good(look("large1"), look("large2"), look(""));
            pair.same();
          }
        });
  }

  @Test
  void inodesRunOutAndAReadOnlyCopyFail() throws Exception {
    mounted(
        directory.resolve("tiny"),
        "size=4m,nr_inodes=5",
        tiny -> {
          try (Pair pair = pairInto(tiny)) {
            for (int i = 0; i < 8; i++) {
              pair.write("f" + i, "x");
            }
            Heard heard = pair.pass(compare(""));
            assertEquals(1, heard.failed.size());
            Pair.run("mount", "-o", "remount,nr_inodes=100", tiny.toString());
            pair.good(compare(""));
            pair.same();
            Pair.run("mount", "-o", "remount,ro", tiny.toString());
            pair.write("late", "x");
            heard = pair.pass(look("late"));
            assertTrue(
                heard.failed.get(look("late")).contains("ead-only"), heard.failed.toString());
            Pair.run("mount", "-o", "remount,rw", tiny.toString());
            pair.good(look("late"), look(""));
            pair.same();
          }
        });
  }

  @Test
  void whatIsMountedInsideIsLeftAlone() throws Exception {
    Path inside = directory.resolve("source/inside");
    mounted(
        inside,
        "size=1m",
        _ -> {
          try (Pair pair = new Pair(directory)) {
            Files.writeString(inside.resolve("foreign"), "x");
            Files.createDirectories(pair.copy.resolve("inside"));
            Files.writeString(pair.copy.resolve("inside/mine"), "kept");
            pair.write("a", "x");
            pair.good(compare(""), look("inside"), look("inside/foreign"), look("a"));
            assertTrue(Files.exists(pair.copy.resolve("a")));
            assertEquals("kept", Files.readString(pair.copy.resolve("inside/mine")));
            assertTrue(Files.notExists(pair.copy.resolve("inside/foreign")));
          }
        });
  }

  @Test
  void whoIsSupersededEndsTheChannel() throws Exception {
    try (Pair pair = new Pair(directory)) {
      pair.write("a", "x");
      pair.copyTree = tree -> CrashingTree.of(tree, new CrashingTree.Fuse(0));
      assertThrows(IOException.class, () -> pair.pass(look("a")));
      assertInstanceOf(Superseded.class, pair.disconnect());
    }
  }

  @Test
  void eachWayToSyncWorks() throws Exception {
    for (Sync sync : Sync.values()) {
      Path own = Files.createDirectory(directory.resolve(sync.name()));
      try (Pair pair = new Pair(own)) {
        pair.sync = sync;
        pair.from.makeDirectory(path("d"));
        pair.write("d/a", "x");
        pair.write("d/large", new byte[3_000_000]);
        pair.from.makeSymlink(path("d/l"), new byte[] {'x'});
        pair.good(compare(""));
        pair.same();
      }
    }
  }

  @Test
  void unfinishedFilesOfACrashAreRemoved() throws Exception {
    try (Pair pair = new Pair(directory)) {
      pair.from.makeDirectory(path("d"));
      pair.write("d/a", "x");
      pair.good(compare(""));
      pair.disconnect();
      Path left = pair.copy.resolve("d/.understudy~0123456789abcdef");
      Files.writeString(left, "half");
      Files.write(pair.copyScratch.resolve("busy"), new byte[] {0, 1, 'd', 0, 9, 'x'});
      pair.good(look("d"));
      assertTrue(Files.notExists(left));
      pair.same();
    }
  }

  @Test
  void aPassThatIsInterruptedEnds() throws Exception {
    try (Pair pair = new Pair(directory)) {
      pair.write("a", "x");
      pair.connect();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> pair.pass(look("a")));
      assertThrows(IOException.class, () -> pair.pass(look("a")));
      pair.disconnect();
      pair.good(look("a"), look(""));
      pair.same();
    }
  }
}
