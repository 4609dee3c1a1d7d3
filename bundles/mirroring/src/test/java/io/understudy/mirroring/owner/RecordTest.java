package io.understudy.mirroring.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.mirroring.rule.Unmirrored;
import io.understudy.mirroring.rule.UnmirroredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant BEGUN = START.minusMillis(20);
  private static final Term TERM = new Term(7);
  private static final RelativePath NAME = RelativePath.of("a\nb");

  @TempDir Path folder;
  private UnmirroredFile file;

  @BeforeEach
  void place() {
    file = new UnmirroredFile(folder.resolve("data/mail.unmirrored"));
  }

  private static Instant at(double seconds) {
    return START.plusNanos((long) (seconds * 1e9));
  }

  private static Record.Facts facts(
      List<RelativePath> names, Optional<Instant> unnamed, boolean compared, Instant changed) {
    return new Record.Facts(names, true, unnamed, unnamed, compared, changed);
  }

  private Unmirrored read() throws IOException {
    return file.read().orElseThrow();
  }

  @Test
  void anOwnerThatHasJustBegunKnowsThatAllBeforeIsClean() throws IOException {
    Record.begin(file, TERM, START);
    assertEquals(new Unmirrored(TERM, BEGUN, false, List.of()), read());
  }

  @Test
  void whatIsDirtyIsNamedOnTheDisk() throws IOException {
    Record record = Record.begin(file, TERM, START);
    record.keep(facts(List.of(NAME), Optional.empty(), true, at(10)), at(10));
    assertEquals(List.of(NAME), read().names());
    assertEquals(at(8), read().cleanUntil());
  }

  @Test
  void itIsWrittenOnceASecondAndUntilTheLastChangeIsCovered() throws IOException {
    Record record = Record.begin(file, TERM, START);
    record.keep(facts(List.of(NAME), Optional.empty(), true, at(10)), at(10));
    record.keep(facts(List.of(), Optional.empty(), true, at(10.5)), at(10.5));
    assertEquals(List.of(NAME), read().names());
    for (double now = 11; now < 30; now += 1) {
      record.keep(facts(List.of(), Optional.empty(), true, at(10.5)), at(now));
    }
    assertEquals(List.of(), read().names());
    assertTrue(read().cleanUntil().isAfter(at(10.5)));
    assertTrue(read().cleanUntil().isBefore(at(16)), "it rests when there is nothing new");
  }

  @Test
  void untilTheWholeWasComparedNothingIsClaimed() throws IOException {
    Record record = Record.begin(file, TERM, START);
    record.keep(facts(List.of(NAME), Optional.of(START), false, at(10)), at(10));
    assertEquals(BEGUN, read().cleanUntil());
    record.keep(facts(List.of(), Optional.of(at(15)), true, at(20)), at(20));
    assertEquals(at(13), read().cleanUntil());
  }

  @Test
  void whatAnEarlierTimeLeftStaysUntilTheWholeIsCompared() throws IOException {
    file.write(new Unmirrored(new Term(5), at(-1000), false, List.of(NAME)));
    Record record = Record.begin(file, TERM, START);
    assertEquals(new Unmirrored(TERM, at(-1000), false, List.of(NAME)), read());
    record.keep(facts(List.of(), Optional.of(at(-1000)), false, at(10)), at(10));
    assertEquals(List.of(NAME), read().names());
    record.keep(facts(List.of(), Optional.empty(), true, at(10)), at(20));
    assertEquals(List.of(), read().names());
  }

  @Test
  void aClockThatWasSetBackMakesEverythingUnknownUntilTheWholeIsCompared() throws IOException {
    Record record = Record.begin(file, TERM, START);
    assertFalse(record.clockSetBack(at(1), 1_000_000_000L));
    assertTrue(record.clockSetBack(at(-3600), 2_000_000_000L));
    record.keep(facts(List.of(), Optional.of(START), false, at(-3600)), at(-3600));
    assertTrue(read().unknown());
    assertFalse(record.clockSetBack(at(-3599), 3_000_000_000L));
    record.keep(facts(List.of(), Optional.empty(), true, at(-3590)), at(-3590));
    assertFalse(read().unknown());
    assertEquals(at(-3592), read().cleanUntil());
  }

  @Test
  void aClockThatWasSetBackWhileTheNodeWasOffIsNoticed() throws IOException {
    file.write(new Unmirrored(new Term(5), at(5000), false, List.of()));
    Record.begin(file, TERM, START);
    assertTrue(read().unknown());
  }

  @Test
  void aDamagedRecordMeansThatNothingIsKnown() throws IOException {
    Record.begin(file, TERM, START);
    String text = Files.readString(file.path());
    Files.writeString(file.path(), text.replace("known", "knows"));
    assertThrows(IOException.class, file::read);
    Record.begin(file, TERM, START);
    assertEquals(new Unmirrored(TERM, Instant.EPOCH, true, List.of()), read());
  }

  @Test
  void everyTornRecordIsNoticedOrWhole() throws IOException {
    Unmirrored whole = new Unmirrored(TERM, START, false, List.of(NAME, RelativePath.of("ü")));
    file.write(whole);
    byte[] bytes = Files.readAllBytes(file.path());
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file.path(), Arrays.copyOf(bytes, length));
      assertThrows(IOException.class, file::read, "cut at " + length);
    }
    Files.write(file.path(), bytes);
    assertEquals(whole, read());
  }

  @Test
  void namesThatArentTextComeBackAsTheyWere() throws IOException {
    RelativePath odd = RelativePath.of(new byte[] {(byte) 0xff, '\n', '\\', ' '});
    Unmirrored whole = new Unmirrored(TERM, START, true, List.of(odd, RelativePath.ROOT));
    file.write(whole);
    assertEquals(whole, read());
    assertTrue(Files.readString(file.path(), StandardCharsets.UTF_8).contains("\\xff\\x0a"));
  }

  @Test
  void aCleanEndSaysSo() throws IOException {
    Record record = Record.begin(file, TERM, START);
    record.keep(facts(List.of(NAME), Optional.empty(), true, at(10)), at(10));
    record.clean(at(11), at(11.2));
    assertEquals(new Unmirrored(TERM, at(11), false, List.of()), read());
    file.remove();
    assertEquals(Optional.empty(), file.read());
  }
}
