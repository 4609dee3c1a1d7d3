package io.understudy.mirroring.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Author;
import io.understudy.api.files.Change.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirtySetTest {
  private static final long MILLI = 1_000_000L;
  private final DirtySet dirty = set(1000);

  private static DirtySet set(int most) {
    return new DirtySet(
        new Scope((path, directory) -> !path.toString().endsWith(".tmp"), true), most);
  }

  private static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  private static Change touched(String path, Kind... kinds) {
    return new Change.Touched(path(path), false, Set.of(kinds), Author.OTHER);
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private void hear(Change change, long millis) {
    dirty.add(change, at(millis), millis * MILLI);
  }

  private List<String> take(long millis) {
    List<String> taken = new ArrayList<>();
    for (Optional<Item> one = dirty.take(Long.MAX_VALUE, millis * MILLI);
        one.isPresent();
        one = dirty.take(Long.MAX_VALUE, millis * MILLI)) {
      taken.add(
          switch (one.get()) {
            case Item.Look(var path) -> path.toString();
            case Item.Move(var from, var to, var _) -> from + ">" + to;
            case Item.Compare(var path, var _) -> path + "/*";
          });
    }
    return taken;
  }

  @Test
  void changesOfOneNameAreOneItem() {
    hear(touched("a", Kind.CREATED), 0);
    hear(touched("a", Kind.MODIFIED), 1);
    hear(touched("a", Kind.CLOSED), 2);
    assertEquals(List.of("a"), take(4));
    assertEquals(1, dirty.size());
  }

  @Test
  void aFileThatIsWrittenWaitsForItsClosingASecondAtMost() {
    hear(touched("a", Kind.MODIFIED), 0);
    hear(touched("a", Kind.MODIFIED), 900);
    assertEquals(List.of(), take(999));
    assertEquals(List.of("a"), take(1000));
    hear(touched("b", Kind.CREATED), 2000);
    hear(touched("b", Kind.MODIFIED), 2001);
    assertEquals(List.of(), take(2900));
    hear(touched("b", Kind.CLOSED), 2950);
    assertEquals(List.of("b"), take(2952));
  }

  @Test
  void aNewNameThatNobodyWritesToHardlyWaits() {
    hear(touched("link", Kind.CREATED), 0);
    assertEquals(List.of(), take(1));
    assertEquals(List.of("link"), take(5));
  }

  @Test
  void whatIsTouchedOnItsWayIsDirtyAgainAfterwards() {
    hear(touched("a", Kind.CLOSED), 0);
    assertEquals(List.of("a"), take(0));
    hear(touched("a", Kind.CLOSED), 1);
    assertEquals(List.of(), take(2));
    dirty.done(new Item.Look(path("a")), 3 * MILLI);
    assertEquals(1, dirty.size());
    assertEquals(List.of("a"), take(3));
    dirty.done(new Item.Look(path("a")), 4 * MILLI);
    assertEquals(0, dirty.size());
  }

  @Test
  void aFileThatWasMadeAndRenamedAtOnceIsSentOnce() {
    hear(touched("tmp/1", Kind.CREATED, Kind.MODIFIED, Kind.CLOSED), 0);
    hear(new Change.Renamed(path("tmp/1"), path("new/1"), false, Author.OTHER), 0);
    assertEquals(List.of("new/1"), take(10));
  }

  @Test
  void aNewFileWaitsForTheNameThatItIsToHave() {
    hear(touched("tmp/1", Kind.CREATED, Kind.MODIFIED, Kind.CLOSED), 0);
    assertEquals(List.of(), take(1));
    hear(new Change.Renamed(path("tmp/1"), path("new/1"), false, Author.OTHER), 1);
    assertEquals(List.of("new/1"), take(1));
    hear(touched("b", Kind.CREATED, Kind.MODIFIED, Kind.CLOSED), 10);
    assertEquals(List.of("b"), take(12));
  }

  @Test
  void aDirectoryThatANewFileLeftIsLookedAtOnceWhenItHasSettled() {
    for (int i = 0; i < 100; i++) {
      hear(touched("tmp/" + i, Kind.CREATED, Kind.CLOSED), i);
      hear(new Change.Renamed(path("tmp/" + i), path("new/" + i), false, Author.OTHER), i);
    }
    assertFalse(take(900).contains("tmp"));
    assertEquals(List.of("tmp"), take(1100));
  }

  @Test
  void aRenamedFileIsMovedAndThatIsAll() {
    hear(new Change.Renamed(path("new/1"), path("cur/1"), false, Author.OTHER), 0);
    assertEquals(List.of("new/1>cur/1"), take(0));
  }

  @Test
  void whatWasChangedBeforeItWasRenamedIsLookedAtByBothNames() {
    hear(touched("new/1", Kind.ATTRIBUTES), 0);
    hear(new Change.Renamed(path("new/1"), path("cur/1"), false, Author.OTHER), 0);
    assertEquals(List.of("new/1>cur/1", "new/1", "cur/1"), take(0));
  }

  @Test
  void aFileThatWasRenamedInADirectoryThatIsRenamedNextIsLookedAtByItsLastName() {
    hear(new Change.Renamed(path("d/1"), path("d/2"), false, Author.OTHER), 0);
    hear(new Change.Renamed(path("d"), path("e"), true, Author.OTHER), 1);
    assertEquals(List.of("d/1>d/2", "d>e", "d/*", "e", "e/1", "e/2"), take(1));
  }

  @Test
  void aNewFileByTheNameOfARenamedOneMayBeInTheCopyWhenItIsRenamedToo() {
    hear(new Change.Renamed(path("b"), path("d"), false, Author.OTHER), 0);
    hear(touched("b", Kind.CREATED, Kind.MODIFIED), 1);
    assertEquals(List.of("b>d"), take(1)); // whoever can't rename looks at b
    hear(new Change.Renamed(path("b"), path("a"), false, Author.OTHER), 2);
    assertEquals(List.of("b", "a"), take(2));
  }

  @Test
  void whatIsDirtyInARenamedDirectoryComesAfterItByBothNames() {
    hear(touched("d/x", Kind.CLOSED), 0);
    hear(new Change.Renamed(path("d"), path("e"), true, Author.OTHER), 1);
    assertEquals(List.of("d>e", "d/*", "e", "d/x", "e/x"), take(1));
  }

  @Test
  void whatFailsComesBackLaterAndLater() {
    hear(touched("a", Kind.CLOSED), 0);
    long now = 0;
    for (long pause : new long[] {100, 200, 400, 800}) {
      assertEquals(List.of("a"), take(now));
      dirty.failed(new Item.Look(path("a")), "disk full", now * MILLI);
      assertEquals(List.of(), take(now + pause - 1));
      now += pause;
    }
    assertEquals(Optional.of("a: disk full"), dirty.failure());
    dirty.hurry(true, now * MILLI);
    assertEquals(List.of("a"), take(now));
    dirty.done(new Item.Look(path("a")), now * MILLI);
    assertEquals(Optional.empty(), dirty.failure());
  }

  @Test
  void whatWasOnItsWayWhenThePassBrokeComesFirstAgain() {
    hear(touched("a", Kind.CLOSED), 0);
    hear(touched("b", Kind.CLOSED), 0);
    assertEquals(List.of("a", "b"), take(0));
    hear(touched("c", Kind.CLOSED), 1);
    dirty.done(new Item.Look(path("a")), MILLI);
    dirty.returned(2 * MILLI);
    assertEquals(List.of("b", "c"), take(2));
  }

  @Test
  void whatIsntSelectedOrUnfinishedDoesntConcernIt() {
    assertTrue(!dirty.add(touched("a.tmp", Kind.CLOSED), at(0), 0));
    assertTrue(!dirty.add(touched("d.tmp/x", Kind.CLOSED), at(0), 0));
    RelativePath unfinished = path("x").temporaryBeside();
    hear(new Change.Touched(unfinished, false, Set.of(Kind.CLOSED), Author.SELF), 0);
    assertEquals(0, dirty.size());
    hear(new Change.Renamed(unfinished, path("x"), false, Author.SELF), 0);
    assertEquals(List.of("x"), take(0));
  }

  @Test
  void whatCrossesTheBoundaryOfTheSelectionIsntMoved() {
    hear(new Change.Renamed(path("in"), path("out.tmp"), true, Author.OTHER), 0);
    hear(new Change.Renamed(path("out2.tmp"), path("in2"), true, Author.OTHER), 0);
    assertEquals(List.of("in/*", "in2/*"), take(0));
  }

  @Test
  void theOldestNamesComeFirstAndThereAgeIsKnown() {
    hear(touched("b", Kind.CLOSED), 10);
    hear(touched("a", Kind.CLOSED), 20);
    hear(touched("b", Kind.CLOSED), 30);
    assertEquals(Optional.of(at(10)), dirty.oldest());
    assertEquals(List.of(path("b"), path("a")), dirty.names(10));
    assertEquals(List.of(path("b")), dirty.names(1));
  }

  @Test
  void aRenamingAmongTooManyNamesIsComparedAtBothPlaces() {
    DirtySet small = set(100);
    small.add(new Change.Renamed(path("old/1"), path("d/1"), false, Author.OTHER), at(0), 0);
    for (int i = 2; i <= 101; i++) {
      small.add(touched("d/" + i, Kind.CLOSED), at(0), 0);
    }
    assertEquals(List.of(path("d"), path("old/1")), small.names(10));
  }

  @Test
  void tooManyNamesBecomeComparisonsOfTheirDirectories() {
    DirtySet small = set(100);
    for (int i = 0; i < 10_000; i++) {
      Change change = touched("d%d/e%d/f%d".formatted(i % 3, i % 50, i), Kind.CLOSED);
      small.add(change, at(i), i * MILLI);
      assertTrue(small.size() <= 101, () -> small.size() + " names");
    }
    assertEquals(Optional.of(at(0)), small.oldest());
  }

  @Test
  void tooManyScatteredNamesBecomeOneComparisonOfTheRoot() {
    DirtySet small = set(10);
    for (int i = 0; i < 1000; i++) {
      small.add(touched("d%d/f".formatted(i), Kind.CLOSED), at(i), i * MILLI);
    }
    assertTrue(small.comparesAll());
    assertTrue(small.size() <= 11);
  }

  @Test
  void aPassUpToAMarkLeavesWhatCameLater() {
    hear(touched("a", Kind.CLOSED), 0);
    long mark = dirty.mark();
    hear(touched("b", Kind.CLOSED), 0);
    assertEquals(Optional.of(new Item.Look(path("a"))), dirty.take(mark, 0));
    assertEquals(Optional.empty(), dirty.take(mark, 0));
  }
}
