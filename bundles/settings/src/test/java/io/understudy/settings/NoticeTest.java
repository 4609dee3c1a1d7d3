package io.understudy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.NodeId;
import io.understudy.settings.Notice.Phase;
import io.understudy.settings.Notice.Wish;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticeTest {
  private static final Notice NOTICE =
      new Notice(
          "1",
          new NodeId("a"),
          new Proposal(
              "io.understudy.engine.cfg",
              Map.of("lease", "250ms", "profile", ""),
              "root",
              Duration.ofSeconds(60)),
          Phase.MADE,
          "",
          Wish.KEEP);

  private static final Undo UNDO =
      new Undo(
          NOTICE,
          new NodeId("b"),
          Set.of(new NodeId("a")),
          Instant.ofEpochMilli(5),
          Optional.of("lease = 220ms\n# ä\n"),
          "lease = 250ms\n");

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertEquals(NOTICE, Notice.of(NOTICE.bytes()));
    assertEquals(UNDO, Undo.of(UNDO.bytes()));
    Undo fresh =
        new Undo(NOTICE, UNDO.self(), Set.of(), UNDO.until(), Optional.empty(), UNDO.after());
    assertEquals(fresh, Undo.of(fresh.bytes()));
  }

  @Test
  void anotherVersionIsSaid() {
    byte[] newer = NOTICE.bytes();
    newer[0] = 2;
    IOException why = assertThrows(IOException.class, () -> Notice.of(newer));
    assertEquals("it is in version 2, this program knows 1", why.getMessage());
  }

  /// Nothing but an IOException, and no lack of memory.
  @Test
  void whatIsTornOrGarbledIsRefusedOrRead() {
    Random chance = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? UNDO.bytes() : NOTICE.bytes();
      bytes = Arrays.copyOf(bytes, chance.nextInt(bytes.length));
      if (bytes.length > 1) {
        bytes[1 + chance.nextInt(bytes.length - 1)] = (byte) chance.nextInt();
      }
      try {
        if (i % 2 == 0) {
          Undo.of(bytes);
        } else {
          Notice.of(bytes);
        }
      } catch (IOException expected) {
        refused++;
      }
    }
    assertTrue(refused > 19_000, refused + " refused");
  }

  @Test
  void aLongReasonIsCut() {
    assertEquals(2004, NOTICE.in(Phase.BACK, "x".repeat(50_000)).said().length());
  }
}
