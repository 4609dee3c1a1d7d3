package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.ClusterEvent;
import io.understudy.api.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleTest {
  @TempDir Path home;

  private Chronicle chronicle(Path file) {
    return new Chronicle(new NodeId("a"), file, () -> Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  @Test
  void eventsAreKeptInOrderAndWrittenToTheFile() throws Exception {
    Path file = home.resolve("log/events.log");
    try (Chronicle chronicle = chronicle(file)) {
      chronicle.record("claimed", "web", "term 3, because b is silent");
      chronicle.record("contact", "", "b is back");
      assertEquals(
          List.of("claimed", "contact"),
          chronicle.newest(10).stream().map(ClusterEvent::kind).toList());
      assertEquals("contact", chronicle.newest(1).getFirst().kind());
      await().until(() -> Files.exists(file) && Files.readAllLines(file).size() == 2);
    }
    assertEquals(
        "2026-01-02T03:04:05.678Z a claimed web: term 3, because b is silent",
        Files.readAllLines(file).getFirst());
  }

  @Test
  void memoryHoldsTheNewestThousand() throws Exception {
    try (Chronicle chronicle = chronicle(home.resolve("events.log"))) {
      for (int i = 1; i <= 1500; i++) {
        chronicle.record("n" + i, "", "");
      }
      List<ClusterEvent> all = chronicle.newest(5000);
      assertEquals(1000, all.size());
      assertEquals("n501", all.getFirst().kind());
      assertEquals(1500, all.getLast().number());
    }
  }

  @Test
  void aBrokenDiskCostsLinesNotEvents() throws Exception {
    Path notADirectory = Files.createFile(home.resolve("log"));
    try (Chronicle chronicle = chronicle(notADirectory.resolve("events.log"))) {
      chronicle.record("claimed", "web", "anyway");
      assertEquals("anyway", chronicle.newest(1).getFirst().text());
    }
  }
}
