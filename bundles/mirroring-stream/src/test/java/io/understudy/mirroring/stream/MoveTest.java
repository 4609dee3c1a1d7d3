package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.move;
import static io.understudy.mirroring.stream.Pair.moveFile;
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

  /// A comparison that has only just ended makes each renaming doubtful; what the copy has by the
  /// middle name may go then, and come back. So this one is longer ago.
  @Test
  void aDirectoryThatWasRenamedTwiceBeforeAnybodyLookedIsNotSentAgain() throws Exception {
    pair.good(Pair.compare(""));
    pair.disconnect();
    pair.good(look(""));
    long inode = pair.to.find(path("d/7")).orElseThrow().inode();
    rename("d", "e");
    rename("e", "f");
    pair.good(move("d", "e"), move("e", "f"), Pair.compare("d"), look("e"), look("f"), look(""));
    pair.same();
    assertEquals(inode, pair.to.find(path("f/7")).orElseThrow().inode());
  }

  /// As the dirty set tells it when both are heard before the first is carried out.
  @Test
  void aDirectoryThatIsRenamedWithTheOneItIsInKeepsItsContent() throws Exception {
    pair.from.makeDirectory(path("p"));
    rename("d", "p/c");
    pair.good(Pair.compare(""));
    rename("p/c", "p/a");
    rename("p", "x");
    pair.good(
        move("p/c", "p/a"),
        move("p", "x"),
        Pair.compare("p"),
        look("x"),
        Pair.compare("p/c"),
        Pair.compare("x/c"),
        look("p/a"),
        look("x/a"),
        look(""));
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
    long inode = pair.to.find(path("new")).orElseThrow().inode();
    pair.good(moveFile("new", "d/3"));
    pair.same();
    assertEquals(inode, pair.to.find(path("d/3")).orElseThrow().inode());
  }

  @Test
  void aRenamedFileThatTheCopyLacksIsSent() throws Exception {
    pair.good(Pair.compare(""));
    pair.write("other", "other content");
    rename("other", "d/4");
    pair.good(moveFile("other", "d/4"));
    pair.same();
  }

  @Test
  void aFileThatTheCopyHasOtherwiseIsSentByItsNewNameAndGoesByItsOldOne() throws Exception {
    pair.write("one", "content");
    pair.good(Pair.compare(""));
    pair.write("one", "changed unheard");
    rename("one", "d/one");
    pair.good(moveFile("one", "d/one"));
    pair.same();
  }

  @Test
  void aDirectoryInPlaceOfARenamedFileIsntTakenForIt() throws Exception {
    pair.write("one", "content");
    Files.createDirectory(pair.source.resolve("dir"));
    pair.write("dir/below", "below");
    pair.good(Pair.compare(""));
    rename("one", "two"); // heard; what comes next isn't yet
    Files.delete(pair.source.resolve("two"));
    rename("dir", "two");
    Files.delete(pair.copy.resolve("one"));
    Files.createDirectory(pair.copy.resolve("one"));
    pair.good(moveFile("one", "two"));
    assertFalse(Files.exists(pair.copy.resolve("one")));
    assertTrue(Files.exists(pair.copy.resolve("two/below")));
  }

  @Test
  void aFileOfSeveralNamesKeepsThem() throws Exception {
    pair.write("one", "content");
    Files.createLink(pair.source.resolve("another"), pair.source.resolve("one"));
    pair.good(Pair.compare(""));
    rename("one", "d/one");
    pair.good(moveFile("one", "d/one"));
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
        moveFile("x", "y"),
        moveFile("y", "x"),
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
    long sent = pair.wire().sent.get();
    rename("d", "e");
    pair.good(move("d", "e"), look("d"), look("e"));
    assertTrue(pair.wire().sent.get() - sent < 1000, "little is sent");
    pair.same();
  }
}
