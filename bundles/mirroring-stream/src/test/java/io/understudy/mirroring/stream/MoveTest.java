package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.move;
import static io.understudy.mirroring.stream.Pair.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Tree.Replacing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Renamings at the source.
final class MoveTest {
  @TempDir Path directory;
  private Pair pair;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair(directory);
    pair.from.makeDirectory(path("d"));
    for (int i = 0; i < 300; i++) {
      pair.write("d/" + i, "content " + i);
    }
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private void rename(String from, String to) throws IOException {
    pair.from.rename(path(from), pair.from, path(to), Replacing.REPLACE);
  }

  @Test
  void aDirectoryIsRenamedAndNotSentAgain() throws Exception {
    pair.good(Pair.compare(""));
    pair.disconnect();
    pair.good(look(""));
    long inode = pair.to.find(path("d/7")).orElseThrow().inode();
    long sent = pair.wire().sent.get();
    rename("d", "e");
    pair.good(move("d", "e"), look("d"), look("e"));
    pair.same();
    assertEquals(inode, pair.to.find(path("e/7")).orElseThrow().inode());
    assertTrue(pair.wire().sent.get() - sent < 1000, "little is sent");
  }

  @Test
  void whatWasRenamedDuringAComparisonIsComparedAgain() throws Exception {
    pair.good(Pair.compare(""));
    pair.write("d/5", "changed unseen");
    Heard heard =
        new Heard() {
          @Override
          public void breathe() {
            super.breathe();
            if (breaths == 20) {
              try {
                rename("d", "a");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    pair.pass(List.of(Pair.compare("")), heard);
    pair.good(move("d", "a"), look("d"), look("a"));
    pair.same();
  }

  @Test
  void whatTheCopyLacksIsCompared() throws Exception {
    rename("d", "e");
    pair.good(move("d", "e"), look("d"), look("e"), look(""));
    pair.same();
  }

  @Test
  void aFileReplacesAnother() throws Exception {
    pair.write("new", "new content");
    pair.good(Pair.compare(""));
    rename("new", "d/3");
    pair.good(move("new", "d/3"), look("new"), look("d/3"));
    pair.same();
    pair.write("other", "other content");
    rename("other", "d/4");
    pair.good(move("other", "d/4"), look("other"), look("d/4"));
    pair.same();
  }

  @Test
  void nothingIsLostWhereTheCopyHasMore() throws Exception {
    pair.good(Pair.compare(""));
    Files.createDirectories(pair.copy.resolve("e/inside"));
    rename("d", "e");
    pair.good(move("d", "e"), look("d"), look("e"));
    assertTrue(Files.exists(pair.copy.resolve("e/299")));
    assertFalse(Files.exists(pair.copy.resolve("d")));
    pair.good(Pair.compare(""));
    pair.same();
  }

  @Test
  void chainsAndExchangesEndRight() throws Exception {
    pair.write("x", "was x");
    pair.write("y", "was y, longer");
    pair.good(Pair.compare(""));
    pair.from.rename(path("x"), pair.from, path("y"), Replacing.EXCHANGE);
    rename("d", "e");
    rename("e", "f");
    pair.good(
        move("x", "y"),
        move("y", "x"),
        look("x"),
        look("y"),
        move("d", "e"),
        move("e", "f"),
        look("d"),
        look("e"),
        look("f"),
        look(""));
    pair.good(Pair.compare(""));
    pair.same();
  }

  @Test
  void tenThousandFilesAreRenamedAtOnce() throws Exception {
    for (int i = 300; i < 10_000; i++) {
      pair.from.create(path("d/" + i)).close();
    }
    pair.good(Pair.compare(""));
    pair.disconnect();
    pair.good(look(""));
    rename("d", "e");
    long start = System.nanoTime();
    pair.good(move("d", "e"), look("d"), look("e"));
    long took = (System.nanoTime() - start) / 1_000_000;
    pair.same();
    assertTrue(took < 1000, "it took %d ms".formatted(took));
  }
}
