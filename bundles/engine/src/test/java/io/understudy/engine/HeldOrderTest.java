package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOrderTest {
  @TempDir Path directory;

  private HeldOrder order() {
    return new HeldOrder(directory.resolve("held.order"));
  }

  @Test
  void anOrderIsReadUntilItIsDone() throws Exception {
    Files.writeString(
        directory.resolve("held.order"),
        "reason=fenced by b with term 7\nby=b\nat=2026-01-02T03:04:05Z\n");
    assertEquals(
        Optional.of(
            new ClusterView.Hold(
                "fenced by b with term 7", "b", Instant.parse("2026-01-02T03:04:05Z"), true)),
        order().read());
    order().done();
    assertEquals(Optional.empty(), order().read());
  }

  @Test
  void oneThatIsDamagedHoldsAllTheSame() throws Exception {
    Files.writeString(directory.resolve("held.order"), "at=\\u00zz");
    assertTrue(order().read().orElseThrow().automatic());
  }
}
