package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Change;
import io.understudy.api.files.RelativePath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Events that are older than what is found by looking, in orders that the kernel makes rarely.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InotifyEventsTest {
  private static final int DIRECTORY = 0x40000000;
  private static final int MOVED_FROM = 0x40 | DIRECTORY;
  private static final int MOVED_TO = 0x80 | DIRECTORY;
  private static final int IGNORED = 0x8000;
  private static final int CREATE = 0x100 | DIRECTORY;

  @TempDir Path root;
  @TempDir Path outside;
  private final ByteBuffer queue = ByteBuffer.allocateDirect(1000).order(ByteOrder.nativeOrder());
  private final List<Change> changes = new ArrayList<>();
  private InotifyWatches watches;
  private InotifyEvents events;

  @BeforeEach
  void watch() throws Exception {
    for (String directory : List.of("a", "b", "w/p")) {
      Files.createDirectories(root.resolve(directory));
    }
    watches = new InotifyWatches(root);
    events = new InotifyEvents(root, watches);
  }

  @AfterEach
  void close() {
    watches.close();
  }

  private WatchedDirectory watched(String name) {
    WatchedDirectory at = watches.root();
    for (String one : name.split("/")) {
      at = at.child(one.getBytes(StandardCharsets.UTF_8));
    }
    return at;
  }

  private void event(WatchedDirectory directory, int mask, int cookie, String name) {
    queue.putInt(directory.watch).putInt(mask).putInt(cookie).putInt(16);
    queue.put(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 16));
  }

  private void decode() {
    events.decode(MemorySegment.ofBuffer(queue.flip()), changes);
    queue.clear();
  }

  private static void assertIsAt(String path, WatchedDirectory directory) {
    assertEquals(RelativePath.of(path), directory.path());
  }

  private void assertUnknown(String path) {
    assertTrue(
        changes.stream()
            .anyMatch(
                change ->
                    change instanceof Change.Unknown unknown
                        && unknown.path().equals(RelativePath.of(path))),
        changes::toString);
  }

  @Test
  void aRenamingIntoWhatIsInTheRenamedByNowIsLookedAtAnew() throws Exception {
    WatchedDirectory a = watched("a");
    WatchedDirectory b = watched("b");
    Files.createDirectory(root.resolve("y"));
    Files.move(root.resolve("b"), root.resolve("y/b"));
    Files.move(root.resolve("a"), root.resolve("y/b/a"));
    event(watches.root(), MOVED_FROM, 7, "b");
    event(watches.root(), CREATE, 0, "y"); // found with all that is in it by now
    event(a, MOVED_TO, 7, "b");

    decode();

    assertIsAt("y/b", watches.directory(b.watch));
    assertIsAt("y/b/a", watches.directory(a.watch));
    assertUnknown("b");
  }

  @Test
  void whatIsFoundInADirectoryThatWasInItWaitsForTheEventsThatExplainIt() throws Exception {
    WatchedDirectory w = watched("w");
    WatchedDirectory p = watched("w/p");
    Files.move(root.resolve("w/p"), root.resolve("p"));
    Files.move(root.resolve("w"), root.resolve("p/w"));
    Files.createDirectory(root.resolve("w"));
    Files.move(root.resolve("p"), root.resolve("w/p"));
    event(p, MOVED_TO, 8, "w");

    decode();

    assertIsAt("w", w);
    assertIsAt("w/p", p);
    assertTrue(watches.unsure());
  }

  @Test
  void aNameThatIsGoneIsRememberedWhileAllIsLookedAtAnew() throws Exception {
    WatchedDirectory p = watched("w/p");
    event(p, MOVED_FROM & ~DIRECTORY, 9, "f");
    event(watches.root(), MOVED_FROM, 10, "a");
    event(watches.root(), MOVED_TO, 10, "b"); // over another: all is looked at anew
    event(watches.root(), MOVED_TO & ~DIRECTORY, 9, "f");

    decode();

    RelativePath from = RelativePath.of("w/p/f");
    RelativePath to = RelativePath.of("f");
    assertTrue(
        changes.contains(new Change.Renamed(from, to, false, Change.Author.UNKNOWN)),
        changes::toString);
  }

  @Test
  void aDirectoryThatIsSavedFromOneThatLeftIsWatchedAgain() throws Exception {
    WatchedDirectory w = watched("w");
    WatchedDirectory p = watched("w/p");
    Files.move(root.resolve("w"), outside.resolve("w"));
    Files.move(outside.resolve("w/p"), root.resolve("p"));
    event(watches.root(), MOVED_FROM, 11, "w");
    decode();
    event(w, MOVED_FROM, 12, "p");
    decode(); // w has left
    event(watches.root(), MOVED_TO, 12, "p");
    event(w, IGNORED, 0, "");
    event(p, IGNORED, 0, "");
    decode();

    WatchedDirectory again = watched("p");
    assertIsAt("p", watches.directory(again.watch));
  }

  @Test
  void theOtherHalfOfAnExchangeIsNotTakenForTheOneThatCame() throws Exception {
    // w/p was exchanged with one of which nothing is known any more: it came, and the old one left.
    WatchedDirectory w = watched("w");
    Files.move(root.resolve("w/p"), root.resolve("old"));
    Files.createDirectory(root.resolve("w/p"));
    event(w, MOVED_TO, 13, "p");
    event(w, MOVED_FROM, 14, "p");
    decode();
    decode(); // nothing more: it has left

    assertIsAt("w/p", watches.directory(watched("w/p").watch));
  }

  @Test
  void aDirectoryThatWasFoundAtTheNameOfAnotherIsNotMovedInItsPlace() throws Exception {
    WatchedDirectory a = watched("a");
    Files.move(root.resolve("a"), root.resolve("c"));
    Files.createDirectory(root.resolve("a"));
    event(watches.root(), CREATE, 0, "a"); // of another one before, but this one is found
    event(watches.root(), MOVED_FROM, 15, "a");
    event(watches.root(), MOVED_TO, 15, "c");

    decode();

    assertIsAt("c", watches.directory(a.watch));
    assertIsAt("a", watches.directory(watched("a").watch));
    assertUnknown("c");
  }
}
