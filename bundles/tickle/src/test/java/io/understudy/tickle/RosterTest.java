package io.understudy.tickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.kernel.Connections.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RosterTest {
  private static final InetAddress GROUP = InetAddress.ofLiteral("10.0.0.100");
  private static final NodeId A = new NodeId("a");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static Connection from(int port) {
    return new Connection(
        new InetSocketAddress(GROUP, 445), new InetSocketAddress("10.0.0.7", port));
  }

  private static final Connection SIX =
      new Connection(
          new InetSocketAddress("fd00::100", 143), new InetSocketAddress("fd00::7", 65_535));

  @Test
  void aListIsReadAsItWasWritten() throws IOException {
    List<Connection> list = List.of(from(1), SIX, from(65_000));
    assertEquals(list, Roster.of(Roster.bytes(list)));
    assertEquals(List.of(), Roster.of(Roster.bytes(List.of())));
  }

  @Test
  void aLongListIsCutSoThatItArrivesInTime() throws IOException {
    List<Connection> list = IntStream.range(1, 2000).mapToObj(RosterTest::from).toList();
    List<Connection> read = Roster.of(Roster.bytes(list));
    assertTrue(read.size() > 400 && read.size() < 500, () -> "" + read.size());
    assertEquals(list.subList(0, read.size()), read);
  }

  @Test
  void whatIsNoListIsRefused() {
    Random chance = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] junk = new byte[1 + chance.nextInt(40)];
      chance.nextBytes(junk);
      try {
        Roster.of(junk); // seldom it is one
      } catch (IOException refused) {
        continue;
      }
    }
    assertThrows(IOException.class, () -> Roster.of(new byte[] {2}));
    assertThrows(IOException.class, () -> Roster.of(new byte[] {1, 4, 10, 0}));
    assertThrows(IOException.class, () -> Roster.of(new byte[0]));
  }

  @Test
  void onlyWhatLastsIsListedAndTheLongestKnownFirst() {
    Lasting lasting = new Lasting();
    assertEquals(List.of(), lasting.look(List.of(from(1), from(2))));
    assertEquals(List.of(from(2)), lasting.look(List.of(from(3), from(2))));
    assertEquals(List.of(from(2), from(3)), lasting.look(List.of(from(4), from(3), from(2))));
    assertEquals(List.of(from(3)), lasting.look(List.of(from(3))));
    assertEquals(List.of(), lasting.look(List.of()));
  }

  @Test
  void aListCountsUntilTheNextOneIsThereOrItWasTakenDown() {
    Remembered remembered = new Remembered();
    remembered.read(Map.of(A, Roster.bytes(List.of(from(1), SIX))), 0);
    assertEquals(List.of(from(1)), remembered.to(Set.of(GROUP), 100 * SECOND));
    remembered.read(Map.of(), 100 * SECOND);
    assertEquals(List.of(from(1)), remembered.to(Set.of(GROUP), 101 * SECOND));
    remembered.read(Map.of(), 105 * SECOND);
    assertEquals(List.of(), remembered.to(Set.of(GROUP), 111 * SECOND));
    remembered.read(Map.of(A, Roster.bytes(List.of(from(2)))), 112 * SECOND);
    assertEquals(List.of(from(2)), remembered.to(Set.of(GROUP), 200 * SECOND));
    remembered.read(Map.of(A, new byte[] {9}), 201 * SECOND);
    assertEquals(List.of(from(2)), remembered.to(Set.of(GROUP), 300 * SECOND));
  }
}
