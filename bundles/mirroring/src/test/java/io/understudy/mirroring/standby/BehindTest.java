package io.understudy.mirroring.standby;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehindTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId C = new NodeId("c");
  private static final Term SEVEN = new Term(7);
  private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.678901Z");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-02-03T04:05:06Z");

  private Behind behind() {
    return new Behind(folder, () -> now);
  }

  private static Notice notice(
      boolean whole, long count, List<String> added, List<String> removed) {
    return new Notice(
        "mail",
        whole,
        count,
        count == 0 ? Optional.empty() : Optional.of(OLD),
        added.stream().map(RelativePath::of).toList(),
        removed.stream().map(RelativePath::of).toList(),
        Optional.empty(),
        true);
  }

  private static List<String> names(Behind behind) {
    return behind.of("mail").orElseThrow().names().stream().map(RelativePath::toString).toList();
  }

  @Test
  void itKnowsWhatWasToldAndSinceWhen() throws Exception {
    Behind behind = behind();
    assertTrue(behind.of("mail").isEmpty());
    assertTrue(behind.heard(A, SEVEN, notice(true, 2, List.of("x", "y"), List.of())));
    now = now.plusMillis(100);
    assertFalse(behind.heard(A, SEVEN, notice(false, 2, List.of("z"), List.of("x"))));
    Behind.Known known = behind.of("mail").orElseThrow();
    assertEquals(List.of("y", "z"), names(behind));
    assertEquals(2, known.count());
    assertEquals(Optional.of(OLD), known.oldest());
    assertEquals(now, known.asOf());
    assertTrue(known.complete());
  }

  @Test
  void aRestartForgetsAtMostASecondAndNeverWhetherThereIsAnything() throws Exception {
    Behind behind = behind();
    behind.heard(A, SEVEN, notice(true, 0, List.of(), List.of()));
    behind.heard(A, SEVEN, notice(false, 1, List.of("x"), List.of()));
    assertEquals(List.of("x"), names(behind()));
    behind.heard(A, SEVEN, notice(false, 2, List.of("y"), List.of()));
    assertEquals(List.of("x"), names(behind()));
    now = now.plusSeconds(1);
    behind.heard(A, SEVEN, notice(false, 3, List.of("z"), List.of()));
    assertEquals(behind.of("mail"), behind().of("mail"));
    behind.heard(A, SEVEN, notice(false, 4, List.of("odd\n"), List.of()));
    behind.ended();
    assertEquals(behind.of("mail"), behind().of("mail"));
    behind.heard(A, SEVEN, notice(false, 0, List.of(), List.of("x", "y", "z", "odd\n")));
    assertEquals(0, behind().of("mail").orElseThrow().count());
  }

  @Test
  void idleNoticesCostNoWriteEach() throws Exception {
    Behind behind = behind();
    behind.heard(A, SEVEN, notice(true, 0, List.of(), List.of()));
    Path file = folder.resolve("mail.behind");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    behind.heard(A, SEVEN, notice(false, 0, List.of(), List.of()));
    assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(file));
  }

  @Test
  void anotherOwnerBeginsAnew() throws Exception {
    Behind behind = behind();
    behind.heard(A, SEVEN, notice(true, 1, List.of("x"), List.of()));
    Notice incomplete =
        new Notice(
            "mail", false, 0, Optional.empty(), List.of(), List.of(), Optional.of(12L), false);
    assertFalse(behind.heard(C, new Term(8), incomplete));
    assertEquals(List.of(), names(behind));
    assertFalse(behind.of("mail").orElseThrow().complete());
    assertEquals(Optional.of(12L), behind.of("mail").orElseThrow().comparing());
    assertTrue(behind.heard(C, new Term(8), notice(true, 0, List.of(), List.of())));
  }

  @Test
  void aThousandNamesAreKeptAndAllAreCounted() throws Exception {
    Behind behind = behind();
    for (int i = 0; i < 3; i++) {
      int from = i * 500;
      List<String> names = IntStream.range(from, from + 500).mapToObj(n -> "n" + n).toList();
      behind.heard(A, SEVEN, notice(i == 0, from + 500, names, List.of()));
    }
    assertEquals(1500, behind.of("mail").orElseThrow().count());
    assertEquals(1000, names(behind).size());
    assertEquals("n0", names(behind).getFirst());
    String large = "d".repeat(250) + "/" + "e".repeat(250);
    List<RelativePath> many =
        IntStream.range(0, 1000).mapToObj(n -> RelativePath.of(large + n)).toList();
    assertTrue(Notice.fitting(many).size() < 600);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Notice("mail", true, 1, Optional.empty(), many, List.of(), Optional.empty(), true));
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws Exception {
    behind().heard(A, SEVEN, notice(true, 1, List.of("x"), List.of()));
    Path file = folder.resolve("mail.behind");
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertTrue(behind().of("mail").isEmpty());
    }
    byte[] bad = good.clone();
    bad[good.length - 1] ^= 1;
    Files.write(file, bad);
    assertTrue(behind().of("mail").isEmpty());
  }

  @Test
  void noticesTravelAsTheyAre() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Notice first =
        new Notice(
            "mail",
            true,
            1L << 40,
            Optional.of(OLD),
            List.of(RelativePath.of(new byte[] {(byte) 0xff, '\n', '/', 'x'})),
            List.of(RelativePath.of("gone")),
            Optional.of(123_456L),
            false);
    Notice second = notice(false, 0, List.of(), List.of());
    NoticeTalk.write(out, first);
    NoticeTalk.write(out, second);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    assertEquals(Optional.of(first), NoticeTalk.read(in));
    assertEquals(Optional.of(second), NoticeTalk.read(in));
    assertEquals(Optional.empty(), NoticeTalk.read(in));
  }

  @Test
  void garbageIsNoNotice() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NoticeTalk.write(out, notice(true, 3, List.of("x", "yy"), List.of("z")));
    long seed = Long.getLong("understudy.seed", 1);
    System.err.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = out.toByteArray();
      bytes[random.nextInt(4, bytes.length)] = (byte) random.nextInt();
      try {
        NoticeTalk.read(new ByteArrayInputStream(bytes, 0, random.nextInt(bytes.length + 1)));
      } catch (IOException refused) {
        // never anything else
      }
    }
    assertThrows(
        IOException.class,
        () -> NoticeTalk.read(new ByteArrayInputStream(new byte[] {0x7f, 0, 0, 0})));
  }

  @Test
  void theHighestTermIsRememberedForEachGroup() throws Exception {
    GroupId web = new GroupId("web");
    new AcceptedTerms(folder).accept(web, A, SEVEN);
    AcceptedTerms later = new AcceptedTerms(folder);
    assertTrue(later.objection(web, A, new Term(6)).orElseThrow().contains("term 6 of a is over"));
    assertTrue(later.objection(web, C, SEVEN).isPresent());
    assertTrue(later.objection(web, A, SEVEN).isEmpty());
    assertTrue(later.objection(web, C, new Term(8)).isEmpty());
    assertTrue(later.objection(new GroupId("mail"), A, new Term(1)).isEmpty());
    Files.writeString(folder.resolve("web.term"), "understudy term 2 00000000\n9 c\n");
    IOException newer =
        assertThrows(IOException.class, () -> new AcceptedTerms(folder).objection(web, A, SEVEN));
    assertTrue(newer.getMessage().contains("version 2"), newer.getMessage());
    assertArrayEquals(
        new byte[0], new DurableFile(folder.resolve("none"), "x", 1).read().orElse(new byte[0]));
  }
}
