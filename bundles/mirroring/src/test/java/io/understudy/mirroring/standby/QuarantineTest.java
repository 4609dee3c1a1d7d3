package io.understudy.mirroring.standby;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.Role;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Mirrors.Quarantined;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QuarantineTest {
  @TempDir Path folder;
  private Shelf shelf;
  private Path elsewhere;

  @BeforeEach
  void make() throws IOException {
    shelf = new Shelf(folder.resolve("root"), folder.resolve("data"));
  }

  @AfterEach
  void clear() throws IOException {
    if (elsewhere != null) {
      try (Stream<Path> all = Files.walk(elsewhere)) {
        for (Path path : all.sorted((one, other) -> other.compareTo(one)).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /// A crash: nothing more is done.
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void outcome(Outcome outcome) {
    assertEquals(Outcome.DONE, outcome);
  }

  @Test
  void whatIsNamedIsMovedAndNothingElse() throws Exception {
    shelf.write("a/one", "1");
    shelf.write("a/two", "2");
    shelf.write("b", "3");
    assertEquals(2, shelf.take(Shelf.named("a/one", "b", "gone")));
    assertEquals(Map.of("a/two", "2"), shelf.present());
    assertEquals(Map.of("a/one", "1", "b", "3"), shelf.kept());
    Quarantined one =
        shelf.quarantine().list().stream().filter(q -> q.path().equals("b")).findFirst().get();
    assertEquals("pages", one.rule());
    assertEquals(1, one.size());
    assertEquals(one.id(), shelf.id("b"));
  }

  @Test
  void whatChangedAfterItWasCleanIsMovedThoughNotNamed() throws Exception {
    shelf.write("new", "x");
    Unmirrored own = new Unmirrored(Shelf.TERM, Instant.now().minusSeconds(1), false, List.of());
    assertEquals(1, shelf.take(own));
    assertEquals(Map.of("new", "x"), shelf.kept());
    assertEquals(0, shelf.take(Shelf.named()));
  }

  @Test
  void allIsMovedWhereNothingIsKnown() throws Exception {
    shelf.write("a/one", "1");
    shelf.write("excluded", "not ours");
    shelf.write("a/.understudy~0123456789abcdef", "a temporary file");
    Files.createSymbolicLink(shelf.root.resolve("link"), Path.of("nowhere"));
    assertEquals(2, shelf.take(Shelf.everything()));
    assertTrue(Files.isDirectory(shelf.root.resolve("a")));
    assertEquals(
        Map.of("excluded", "not ours", "a/.understudy~0123456789abcdef", "a temporary file"),
        shelf.present());
  }

  @Test
  void filesOfADirectoryThatCameFromElsewhereAreKeptAndStay() throws Exception {
    shelf.write("came/below/old", "from elsewhere");
    shelf.write("still", "here");
    assertEquals(1, shelf.take(Shelf.named("came")));
    assertEquals(Map.of("came/below/old", "from elsewhere"), shelf.kept());
    assertEquals("from elsewhere", shelf.read("came/below/old"));
    Files.delete(shelf.root.resolve("came/below/old"));
    assertEquals(0, shelf.quarantine().dropIdentical("pages"));
    assertEquals(Map.of("came/below/old", "from elsewhere"), shelf.kept());
  }

  @Test
  void oddNamesSurvive() throws Exception {
    byte[][] names = {
      {(byte) 0xff, (byte) 0xfe, '\n', ' ', '\\', 'x'},
      "with space and\nnewline".getBytes(StandardCharsets.UTF_8),
      "ü€".getBytes(StandardCharsets.UTF_8),
      "-rf".getBytes(StandardCharsets.UTF_8),
    };
    Set<String> expected = new HashSet<>();
    for (byte[] name : names) {
      shelf.create(name, "content");
      expected.add(RelativePath.of(name).toString());
    }
    assertEquals(names.length, shelf.take(Shelf.everything()));
    assertEquals(expected, shelf.kept().keySet());
    shelf.role = Role.OWNER;
    for (String path : expected) {
      assertTrue(shelf.quarantine().compare(shelf.id(path)).contains("present:     nothing"));
      outcome(shelf.quarantine().restore(shelf.id(path), "test"));
    }
    assertEquals(names.length, shelf.present().size());
    assertEquals(Map.of(), shelf.kept());
  }

  @Test
  void whatTheOwnerHasTooIsDroppedAndTheRestStays() throws Exception {
    shelf.write("same", "content");
    shelf.write("other", "mine");
    shelf.write("deleted", "gone there");
    Files.createSymbolicLink(shelf.root.resolve("link"), Path.of("target"));
    shelf.take(Shelf.everything());
    shelf.write("same", "content");
    shelf.write("other", "ours");
    Files.createSymbolicLink(shelf.root.resolve("link"), Path.of("target"));
    assertEquals(2, shelf.quarantine().dropIdentical("pages"));
    assertEquals(Map.of("other", "mine", "deleted", "gone there"), shelf.kept());
  }

  @Test
  void anEmptyBatchVanishes() throws Exception {
    shelf.write("same", "content");
    shelf.take(Shelf.everything());
    shelf.write("same", "content");
    shelf.quarantine().dropIdentical("pages");
    try (Stream<Path> batches = Files.list(shelf.data.resolve("quarantine/pages"))) {
      assertEquals(0, batches.count());
    }
  }

  @Test
  void restoringPutsWhatIsThereAside() throws Exception {
    shelf.write("deep/er/file", "mine");
    shelf.take(Shelf.everything());
    assertInstanceOf(
        Outcome.Failed.class, shelf.quarantine().restore(shelf.id("deep/er/file"), "test"));
    shelf.role = Role.OWNER;
    shelf.write("deep/er/file", "ours");
    outcome(shelf.quarantine().restore(shelf.id("deep/er/file"), "test"));
    assertEquals("mine", shelf.read("deep/er/file"));
    assertEquals(Map.of("deep/er/file", "ours"), shelf.kept());
    Files.delete(shelf.root.resolve("deep/er/file"));
    Files.delete(shelf.root.resolve("deep/er"));
    Files.delete(shelf.root.resolve("deep"));
    outcome(shelf.quarantine().restore(shelf.id("deep/er/file"), "test"));
    assertEquals("ours", shelf.read("deep/er/file"));
    assertEquals(Map.of(), shelf.kept());
  }

  @Test
  void aDirectoryInTheWayIsNotReplaced() throws Exception {
    shelf.write("x", "file");
    shelf.take(Shelf.everything());
    Files.createDirectory(shelf.root.resolve("x"));
    shelf.role = Role.OWNER;
    Outcome outcome = shelf.quarantine().restore(shelf.id("x"), "test");
    assertTrue(outcome.toString().contains("is a directory now"), outcome.toString());
    assertEquals(Map.of("x", "file"), shelf.kept());
  }

  @Test
  void discardingIsForGood() throws Exception {
    shelf.write("one", "1");
    shelf.write("two", "2");
    shelf.take(Shelf.everything());
    String id = shelf.id("one");
    outcome(shelf.quarantine().discard(id, "test"));
    assertEquals(Map.of("two", "2"), shelf.kept());
    assertInstanceOf(Outcome.Failed.class, shelf.quarantine().discard(id, "test"));
    for (String bad : List.of("", "x", "pages/../1", "../../etc/1", "pages//1", "pages/x/1")) {
      assertInstanceOf(Outcome.Failed.class, shelf.quarantine().discard(bad, "test"), bad);
    }
    outcome(shelf.quarantine().discard(id.substring(0, id.lastIndexOf('/')), "test"));
    assertEquals(Map.of(), shelf.kept());
  }

  @Test
  void differencesAreShown() throws Exception {
    shelf.write("text", "one\ntwo\nthree\n");
    shelf.write("binary", "a\0b");
    shelf.write("large", "x".repeat(2 << 20));
    shelf.write("lines", "old\n".repeat(200_000));
    shelf.take(Shelf.everything());
    shelf.write("text", "one\n2\nthree\n");
    shelf.write("binary", "a\0c");
    shelf.write("large", "x".repeat(2 << 20) + "y");
    shelf.write("lines", "new\n".repeat(200_000));
    String text = shelf.quarantine().compare(shelf.id("text"));
    assertTrue(text.contains("-two\n+2\n"), text);
    String binary = shelf.quarantine().compare(shelf.id("binary"));
    assertTrue(binary.contains("differ from byte 2 on"), binary);
    String large = shelf.quarantine().compare(shelf.id("large"));
    assertTrue(large.contains("differ from byte 2097152 on"), large);
    String lines = shelf.quarantine().compare(shelf.id("lines"));
    assertTrue(lines.getBytes(StandardCharsets.UTF_8).length <= 64 * 1024);
    assertTrue(lines.contains("(cut)"));
  }

  private void elsewhere() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
        "needs /dev/shm on another file system");
    elsewhere = Files.createTempDirectory(memory, "quarantine");
    shelf = new Shelf(folder.resolve("root"), elsewhere.resolve("data"));
  }

  @Test
  void onAnotherFileSystemAllIsCopiedWithItsAttributes() throws Exception {
    elsewhere();
    shelf.write("file", "content");
    Path file = shelf.root.resolve("file");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
    Files.setAttribute(file, "lastModifiedTime", java.nio.file.attribute.FileTime.fromMillis(5));
    Files.createSymbolicLink(shelf.root.resolve("link"), Path.of("target"));
    shelf.write("kept/in/place", "stays");
    assertEquals(2, shelf.take(Shelf.named("file", "link")));
    assertEquals(Map.of("kept/in/place", "stays"), shelf.present());
    shelf.role = Role.OWNER;
    outcome(shelf.quarantine().restore(shelf.id("file"), "test"));
    outcome(shelf.quarantine().restore(shelf.id("link"), "test"));
    assertEquals("content", shelf.read("file"));
    assertEquals("rw-r-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(5, Files.getLastModifiedTime(file).toMillis());
    assertEquals(Path.of("target"), Files.readSymbolicLink(shelf.root.resolve("link")));
    assertEquals(1, shelf.take(Shelf.named("kept")));
    assertEquals("stays", shelf.read("kept/in/place"));
    assertEquals(Map.of("kept/in/place", "stays"), shelf.kept());
  }

  /// Crashes at each step in turn, then does it again; the files have to be somewhere all the time.
  private void crashes(boolean restoring) throws Exception {
    for (int at = 1; ; at++) {
      Path place = Files.createDirectory(folder.resolve("crash" + at));
      Path data = elsewhere == null ? place.resolve("data") : elsewhere.resolve("data" + at);
      shelf = new Shelf(place.resolve("root"), data);
      Map<String, String> files = Map.of("one", "1", "two/a", "2", "two/b", "3", "old", "4");
      for (Map.Entry<String, String> file : files.entrySet()) {
        shelf.write(file.getKey(), file.getValue());
      }
      if (restoring) {
        shelf.take(Shelf.everything());
        shelf.role = Role.OWNER;
        shelf.write("one", "5");
      }
      int last = at;
      int[] steps = {0};
      shelf.step =
          _ -> {
            if (++steps[0] == last) {
              throw new Crash();
            }
          };
      boolean crashed = false;
      try {
        work(restoring);
      } catch (Crash crash) {
        crashed = true;
      }
      nothingIsLost(files, restoring);
      shelf.step = _ -> {};
      work(restoring);
      nothingIsLost(files, restoring);
      if (restoring) {
        assertEquals("1", shelf.read("one"));
        assertTrue(shelf.kept().get("one").contains("5"), shelf.kept()::toString);
      } else {
        assertEquals(Map.of("old", "4"), shelf.present());
      }
      if (!crashed) {
        assertTrue(at > 5, "there were only " + at + " steps");
        return;
      }
    }
  }

  private void work(boolean restoring) throws IOException {
    if (!restoring) {
      shelf.take(Shelf.named("one", "two/a", "two/b"));
      return;
    }
    for (Quarantined one : shelf.quarantine().list()) {
      if (one.path().equals("one") && shelf.content(one.id()).equals("1")) {
        outcome(shelf.quarantine().restore(one.id(), "test"));
        return;
      }
    }
  }

  private void nothingIsLost(Map<String, String> files, boolean restoring) throws IOException {
    Map<String, String> present = shelf.present();
    Map<String, String> kept = shelf.kept();
    files.forEach(
        (path, content) ->
            assertTrue(
                content.equals(present.get(path)) || kept.getOrDefault(path, "").contains(content),
                () -> path + " is lost: " + present + kept));
    if (restoring) {
      assertTrue("5".equals(present.get("one")) || kept.get("one").contains("5"));
    }
  }

  @Test
  void aCrashAtAnyStepLosesNothing() throws Exception {
    crashes(false);
  }

  @Test
  void aCrashAtAnyStepOfACopyLosesNothing() throws Exception {
    elsewhere();
    crashes(false);
  }

  @Test
  void aCrashAtAnyStepOfRestoringLosesNothing() throws Exception {
    crashes(true);
  }

  @Test
  void aCrashAtAnyStepOfRestoringFromElsewhereLosesNothing() throws Exception {
    elsewhere();
    crashes(true);
  }

  @Test
  void aTornIndexShowsWhatIsWhole() throws Exception {
    for (int i = 0; i < 20; i++) {
      shelf.write("f" + i, "content " + i);
    }
    shelf.take(Shelf.everything());
    Map<String, String> all = shelf.kept();
    assertEquals(20, all.size());
    Path index;
    try (Stream<Path> found = Files.walk(shelf.data)) {
      index = found.filter(path -> path.endsWith("index")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(index);
    Files.write(index, java.util.Arrays.copyOf(whole, whole.length - 7));
    assertEquals(19, shelf.kept().size());
    Files.writeString(index, "understudy quarantine 2 7 x");
    assertEquals(Map.of(), shelf.kept());
    Files.write(index, whole);
    assertEquals(all, shelf.kept());
  }

  @Test
  void tenComesAfterNine() throws Exception {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Path rule = shelf.data.resolve("quarantine/pages");
    for (int i = 0; i < 11; i++) {
      try (Batch batch = Batch.create(rule, Shelf.TERM, now)) {
        assertNotEquals(0, batch.number());
      }
    }
    List<Path> batches = new Store(shelf.data.resolve("quarantine"), shelf.trees).batches("pages");
    assertEquals("20260101T000000Z-11", batches.getFirst().getFileName().toString());
    assertEquals("20260101T000000Z-1", batches.getLast().getFileName().toString());
    assertFalse(Batch.head(batches.getFirst()).isEmpty());
  }

  @Test
  void whatCanNotBePutAwayStopsIt() throws Exception {
    shelf.write("one", "1");
    Files.createDirectories(shelf.data);
    Files.writeString(shelf.data.resolve("quarantine"), "in the way");
    assertThrows(IOException.class, () -> shelf.take(Shelf.everything()));
    assertEquals(Map.of("one", "1"), shelf.present());
  }
}
