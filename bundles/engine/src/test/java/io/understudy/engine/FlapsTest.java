package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.engine.decision.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlapsTest {
  private static final Action.Note CLAIMED = new Action.Note("claimed", "web", "owner");
  private static final Action.Note SURRENDERS = new Action.Note("surrenders", "web", "lease over");
  private static final Action.Note STANDBY = new Action.Note("standby", "web", "mute");

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int most = 3;
  private final List<Flaps> lives = new ArrayList<>();
  private Flaps flaps;

  @BeforeEach
  void begin() {
    flaps = life();
  }

  /// The next life, which reads what the ones before it wrote.
  private Flaps life() {
    lives.forEach(Flaps::close);
    Flaps life =
        new Flaps(
            directory.resolve("failures"),
            () -> now,
            () -> new Flaps.Limit(most, Duration.ofMinutes(10)));
    lives.add(life);
    return life;
  }

  @AfterEach
  void end() {
    lives.forEach(Flaps::close);
  }

  @Test
  void theThirdLossOfALeaseWithinTheWindowHoldsTheNodeBack() {
    assertEquals(Optional.empty(), flaps.noted(SURRENDERS));
    now = now.plusSeconds(60);
    assertEquals(Optional.empty(), flaps.noted(SURRENDERS));
    ClusterView.Hold hold = flaps.noted(SURRENDERS).orElseThrow();
    assertTrue(hold.automatic());
    assertTrue(hold.reason().contains("3 times within 10m"), hold.reason());
  }

  @Test
  void whatIsLongerAgoThanTheWindowIsForgotten() {
    flaps.noted(SURRENDERS);
    flaps.noted(SURRENDERS);
    now = now.plus(Duration.ofMinutes(11));
    assertEquals(Optional.empty(), flaps.noted(SURRENDERS));
  }

  @Test
  void itIsNotDoneWhereItIsTurnedOff() {
    most = 0;
    for (int i = 0; i < 20; i++) {
      assertEquals(Optional.empty(), flaps.noted(SURRENDERS));
    }
  }

  @Test
  void aLifeThatEndedAsOwnerCountsUnlessItLivesOn() {
    most = 1;
    flaps.noted(CLAIMED);
    assertEquals(Optional.empty(), life().begun(Set.of("web")));
    assertTrue(life().begun(Set.of()).orElseThrow().reason().contains("its process ended"));
  }

  @Test
  void aLifeThatEndedInGoodOrderOrAsStandbyDoesNotCount() throws Exception {
    most = 1;
    flaps.noted(CLAIMED);
    flaps.noted(STANDBY);
    flaps.ends();
    assertEquals(Optional.empty(), life().begun(Set.of()));
  }

  @Test
  void anUnreadableFileCountsFromNone() throws Exception {
    Files.writeString(directory.resolve("failures"), "yesterday\n");
    assertEquals(Optional.empty(), life().begun(Set.of()));
  }
}
