package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.DeviceId;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Tempo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HearingTest {
  private static final long MS = 1_000_000;
  private static final PathId LAN = new PathId("lan");
  private static final PathId CROSS = new PathId("cross");

  @TempDir private static Path directory;

  private final List<Event> told = new ArrayList<>();
  private final List<BeatCodec.Carried> riders = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final Hearing hearing =
      new Hearing(
          () -> EngineSettings.of(Map.of("node", "b", "nodes", "a, b")),
          told::add,
          riders::add,
          new Silences(
              directory.resolve("silences.log"),
              () -> now,
              () -> Duration.ofMillis(25),
              silence -> false),
          () -> now);

  private static ByteBuffer beat(String from, String to, long incarnation, long sequence) {
    return BeatCodec.encode(
        new Beat(
            new NodeId(from),
            new NodeId(to),
            incarnation,
            0,
            true,
            sequence,
            0,
            Beat.NEVER,
            Tempo.NONE,
            Tempo.NONE,
            0,
            0,
            false,
            false,
            false,
            Beat.Maintenance.OFF,
            false,
            false,
            Set.of(),
            Set.of(),
            Set.of(),
            0,
            List.of()));
  }

  @Test
  void whatRidesIsHeardOnceAndFromPeersAlone() {
    hearing.beat(LAN, beat("c", "b", 1, 1), 1);
    hearing.beat(LAN, beat("a", "c", 1, 1), 1);
    hearing.beat(LAN, beat("b", "a", 1, 1), 1);
    assertEquals(List.of(), riders);
    hearing.beat(LAN, beat("a", "b", 1, 1), 1);
    hearing.beat(CROSS, beat("a", "b", 1, 1), 2);
    assertEquals(1, riders.size());
  }

  @Test
  void everyNewBeatIsToldAtOnceAndItsCopiesWithTheNextOne() {
    for (int i = 0; i < 10; i++) {
      hearing.beat(LAN, beat("a", "b", 1, i), i * 25 * MS);
      hearing.beat(CROSS, beat("a", "b", 1, i), i * 25 * MS + MS);
    }
    assertEquals(10, told.stream().filter(event -> way(event).equals("lan")).count());
    assertEquals(10, told.size());
    Event.BeatArrived last = (Event.BeatArrived) told.getLast();
    assertEquals(
        List.of(new Event.Copy(new Event.Way.Direct(CROSS), 8 * 25 * MS + MS, 1, 0)),
        last.copies());
  }

  private static String way(Event event) {
    return event instanceof Event.BeatArrived arrived
            && arrived.way() instanceof Event.Way.Direct(PathId path)
        ? path.name()
        : "other";
  }

  @Test
  void aNewIncarnationIsHeardWhateverItsSequence() {
    hearing.beat(LAN, beat("a", "b", 1, 900), 0);
    hearing.beat(LAN, beat("a", "b", 2, 1), MS);
    assertEquals(2, told.size());
  }

  @Test
  void aReflectedBeatIsTold() {
    hearing.reflected(new DeviceId("router"), beat("a", "b", 1, 1), 0);
    assertEquals(1, told.size());
  }

  @Test
  void twoNodesWithOneNameAreAProblemForAWhile() {
    hearing.beat(LAN, beat("b", "a", 1, 1), 0);
    assertTrue(told.isEmpty());
    assertTrue(hearing.problems().getFirst().toString().contains("says that it is 'b' too"));
    now = now.plusSeconds(11);
    assertTrue(hearing.problems().isEmpty());
  }

  @Test
  void whatCanNotBeReadIsAProblem() {
    hearing.beat(LAN, ByteBuffer.wrap(new byte[] {9, 9, 9}), 0);
    assertTrue(told.isEmpty());
    assertTrue(hearing.problems().getFirst().toString().contains("version 9"));
  }
}
