package io.understudy.heartbeat;

import static io.understudy.heartbeat.Sessions.Verdict.ADOPTED;
import static io.understudy.heartbeat.Sessions.Verdict.CURRENT;
import static io.understudy.heartbeat.Sessions.Verdict.REPLAYED;
import static io.understudy.heartbeat.Sessions.Verdict.UNPROVED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final long OWN = 77;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Sessions sessions = new Sessions(OWN);
  private final Frame.Echo fresh = new Frame.Echo(OWN, 100 * SECOND, 10);
  private final long now = 101 * SECOND;

  @Test
  void aSessionThatEchoesAFreshStampOfThisOneIsAdopted() {
    assertEquals(UNPROVED, sessions.judge(frame(5, 1, Frame.Echo.NONE), now));
    assertEquals(ADOPTED, sessions.judge(frame(5, 2, fresh), now));
    assertEquals(CURRENT, sessions.judge(frame(5, 3, Frame.Echo.NONE), now));
  }

  @Test
  void anEchoOfAnotherSessionOrOfLongAgoProvesNothing() {
    assertEquals(UNPROVED, sessions.judge(frame(5, 1, new Frame.Echo(78, 100 * SECOND, 10)), now));
    assertEquals(UNPROVED, sessions.judge(frame(5, 2, fresh), 106 * SECOND));
    assertEquals(UNPROVED, sessions.judge(frame(5, 3, fresh), 99 * SECOND));
  }

  @Test
  void aDatagramIsHeardOnce() {
    sessions.judge(frame(5, 1, fresh), now);

    assertEquals(REPLAYED, sessions.judge(frame(5, 1, fresh), now));
    assertEquals(CURRENT, sessions.judge(frame(5, 4, fresh), now));
    assertEquals(CURRENT, sessions.judge(frame(5, 3, fresh), now));
    assertEquals(REPLAYED, sessions.judge(frame(5, 3, fresh), now));
    assertEquals(CURRENT, sessions.judge(frame(5, 4 + Sequences.WINDOW, fresh), now));
    assertEquals(REPLAYED, sessions.judge(frame(5, 2, fresh), now));
    assertEquals(REPLAYED, sessions.judge(frame(5, 0, fresh), now));
  }

  @Test
  void anOldSessionPlayedAgainDoesNotDisturbTheLiveOne() {
    sessions.judge(frame(5, 1, fresh), now);
    assertEquals(ADOPTED, sessions.judge(frame(6, 1, fresh), now));

    assertEquals(REPLAYED, sessions.judge(frame(5, 2, fresh), now));
    assertEquals(UNPROVED, sessions.judge(frame(4, 9, Frame.Echo.NONE), now));
    assertEquals(REPLAYED, sessions.judge(frame(4, 9, Frame.Echo.NONE), now));
    assertEquals(CURRENT, sessions.judge(frame(6, 2, fresh), now));
  }

  @Test
  void aPeerThatCanNotHearThisNodePassesInIncreasingOrder() {
    assertEquals(UNPROVED, sessions.judge(frame(5, 7, Frame.Echo.NONE), now));
    assertEquals(REPLAYED, sessions.judge(frame(5, 6, Frame.Echo.NONE), now));
    assertEquals(UNPROVED, sessions.judge(frame(5, 8, Frame.Echo.NONE), now));
  }

  private static Frame frame(long session, long sequence, Frame.Echo echo) {
    return new Frame(
        new PathId("lan"), new NodeId("a"), session, sequence, 0, echo, ByteBuffer.allocate(0));
  }
}
