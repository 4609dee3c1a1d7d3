package io.understudy.engine;

import static io.understudy.api.Noticeboard.Topic.CHANGE;
import static io.understudy.api.Noticeboard.Topic.CONNECTIONS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.api.Noticeboard;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final int ROOM = 400;

  private final Notices a = new Notices();
  private Notices b = new Notices();

  /// Beats both ways.
  private void talk(int beats) {
    for (int beat = 0; beat < beats; beat++) {
      b.heard(A, ByteBuffer.wrap(says(a, B)));
      a.heard(B, ByteBuffer.wrap(says(b, A)));
    }
  }

  private static byte[] says(Notices one, NodeId to) {
    return one.talks(to) ? one.next(to, ROOM) : new byte[0];
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void nothingRidesWhileNobodyHasANotice() {
    talk(10);
    assertFalse(a.talks(B));
    assertTrue(a.read(CHANGE).isEmpty());
  }

  @Test
  void aNoticeArrivesAndAnotherReplacesIt() {
    AtomicInteger changes = new AtomicInteger();
    b.watch(CHANGE, changes::incrementAndGet);
    a.post(CHANGE, random(1, 1000));
    talk(7);
    assertArrayEquals(random(1, 1000), b.read(CHANGE).get(A));
    a.post(CHANGE, random(2, 300));
    talk(1);
    assertEquals(Map.of(), b.read(CHANGE), "the old one is down before the new one is whole");
    talk(2);
    assertArrayEquals(random(2, 300), b.read(CHANGE).get(A));
    assertEquals(3, changes.get());
  }

  @Test
  void aNoticeThatIsTakenDownIsGoneSoonAndThenNothingRides() {
    a.post(CHANGE, random(2, 300));
    talk(10);
    a.post(CHANGE, new byte[0]);
    talk(100);
    assertTrue(b.read(CHANGE).isEmpty());
    assertFalse(a.talks(B));
    assertFalse(b.talks(A));
  }

  @Test
  void oneThatStartsAnewReadsItAgain() {
    a.post(CHANGE, random(3, 900));
    talk(10);
    b = new Notices();
    talk(10);
    assertArrayEquals(random(3, 900), b.read(CHANGE).get(A));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void beatsMayGetLostComeTwiceAndOutOfOrder(int seed) {
    Random chance = new Random(seed);
    byte[] one = random(seed, Noticeboard.MOST_BYTES);
    byte[] other = random(-seed, 5000);
    a.post(CHANGE, one);
    b.post(CHANGE, other);
    Deque<byte[]> toA = new ArrayDeque<>();
    Deque<byte[]> toB = new ArrayDeque<>();
    int beats = 0;
    while (!a.read(CHANGE).containsKey(B) || !b.read(CHANGE).containsKey(A)) {
      assertTrue(beats++ < 2000, "no end with seed " + seed);
      deliver(b, A, toB, says(a, B), chance);
      deliver(a, B, toA, says(b, A), chance);
    }
    assertArrayEquals(other, a.read(CHANGE).get(B));
    assertArrayEquals(one, b.read(CHANGE).get(A));
  }

  private static void deliver(
      Notices to, NodeId from, Deque<byte[]> way, byte[] piece, Random chance) {
    if (chance.nextInt(3) == 0) {
      return;
    }
    if (chance.nextBoolean()) {
      way.addLast(piece);
    } else {
      way.addFirst(piece);
    }
    while (way.size() > 3) {
      byte[] arrived = way.removeFirst();
      to.heard(from, ByteBuffer.wrap(arrived));
      if (chance.nextInt(4) == 0) {
        to.heard(from, ByteBuffer.wrap(arrived));
      }
    }
  }

  @Test
  void eachTopicHasANoticeOfItsOwn() {
    a.post(CONNECTIONS, random(1, 1000));
    talk(7);
    assertArrayEquals(random(1, 1000), b.read(CONNECTIONS).get(A));
    assertTrue(b.read(CHANGE).isEmpty());
    a.post(CHANGE, random(2, 900));
    a.post(CONNECTIONS, random(3, 900));
    talk(5);
    assertArrayEquals(random(2, 900), b.read(CHANGE).get(A), "the urgent one comes first");
    talk(6);
    assertArrayEquals(random(3, 900), b.read(CONNECTIONS).get(A));
    a.post(CHANGE, new byte[0]);
    talk(100);
    assertTrue(b.read(CHANGE).isEmpty());
    assertArrayEquals(random(3, 900), b.read(CONNECTIONS).get(A));
  }

  /// A program that knows the first topic alone reads it, and says nothing of the second.
  @Test
  void anOlderProgramReadsTheFirstTopicAndIsRead() {
    Board older = new Board();
    a.post(CHANGE, random(1, 1000));
    a.post(CONNECTIONS, random(2, 1000));
    older.post(random(3, 500));
    for (int beat = 0; beat < 30; beat++) {
      older.heard(A, ByteBuffer.wrap(says(a, B)));
      a.heard(B, ByteBuffer.wrap(older.next(A, 200)));
    }
    assertArrayEquals(random(1, 1000), older.read().get(A));
    assertArrayEquals(random(3, 500), a.read(CHANGE).get(B));
    assertTrue(a.read(CONNECTIONS).isEmpty());
  }

  @Test
  void whatIsNoPieceIsNoNotice() {
    Random chance = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] junk = new byte[chance.nextInt(60)];
      chance.nextBytes(junk);
      if (junk.length > 0 && chance.nextBoolean()) {
        junk[0] = 1;
      }
      a.heard(B, ByteBuffer.wrap(junk));
      assertTrue(a.read(CHANGE).isEmpty());
    }
  }

  @Test
  void aBeatWithoutRoomSaysNothingAndALongNoticeIsRefused() {
    a.post(CHANGE, random(4, 100));
    assertEquals(0, a.next(B, 10).length);
    assertTrue(a.next(B, 30).length <= 30);
    assertThrows(
        IllegalArgumentException.class, () -> a.post(CHANGE, new byte[Noticeboard.MOST_BYTES + 1]));
  }
}
