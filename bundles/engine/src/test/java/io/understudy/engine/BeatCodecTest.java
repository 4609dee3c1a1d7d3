package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Electorate;
import io.understudy.engine.decision.Tempo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BeatCodecTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private static Beat beat(boolean odd, Beat.Section... sections) {
    return new Beat(
        A,
        B,
        -5,
        7,
        odd,
        8,
        9_000_000_000L,
        Beat.NEVER,
        new Tempo(1, 2, 3, 4, 5, 6),
        Tempo.NONE,
        10,
        11,
        !odd,
        odd,
        !odd,
        new Beat.Maintenance(!odd, 3),
        odd,
        !odd,
        Set.of(new DeviceId("router"), new DeviceId("printer")),
        Set.of(new DeviceId("router")),
        Set.of(),
        12,
        List.of(sections));
  }

  private static Beat.Section section(boolean odd) {
    Electorate.Version version = new Electorate.Version(4, "b");
    return new Beat.Section(
        new GroupId("web"),
        odd ? Beat.Standing.LEAVING : Beat.Standing.OWNER,
        new Term(5),
        6,
        new Beat.Grant(new Term(5), 220, odd ? 6000 : 0),
        Term.NONE,
        new Term(3),
        odd ? Optional.of(B) : Optional.empty(),
        odd,
        !odd,
        odd,
        !odd,
        odd,
        !odd,
        odd,
        List.of(version, Electorate.Version.FIRST),
        odd
            ? Optional.of(new Electorate(version, Map.of(new DeviceId("router"), 100)))
            : Optional.empty());
  }

  @Test
  void whatIsWrittenIsRead() throws BeatCodec.Unreadable {
    for (boolean odd : new boolean[] {true, false}) {
      Beat beat = beat(odd, section(odd), section(!odd));
      assertEquals(beat, BeatCodec.decode(BeatCodec.encode(beat)));
    }
  }

  @Test
  void aBeatOfTwoGroupsFitsIntoADatagram() {
    int size = BeatCodec.encode(beat(true, section(true), section(true))).remaining();
    assertTrue(size < 700, "it has " + size + " bytes");
  }

  @Test
  void aNewerVersionIsRefusedInWords() {
    ByteBuffer bytes = BeatCodec.encode(beat(true));
    bytes.put(0, (byte) 2);
    BeatCodec.Unreadable why =
        assertThrows(BeatCodec.Unreadable.class, () -> BeatCodec.decode(bytes));
    assertTrue(why.getMessage().contains("version 2"), why.getMessage());
  }

  @Test
  void fieldsThatANewerProgramAppendsArePassedOver() throws BeatCodec.Unreadable {
    Beat beat = beat(true);
    ByteBuffer bytes = BeatCodec.encode(beat);
    short body = bytes.getShort(1);
    ByteBuffer longer = ByteBuffer.allocate(bytes.remaining() + 4);
    longer.put(bytes.slice(0, 3 + body)).putInt(4711).put(bytes.slice(3 + body, 2)).flip();
    longer.putShort(1, (short) (body + 4));
    assertEquals(beat, BeatCodec.decode(longer));
  }

  @Test
  void whatRidesWithABeatIsCarriedAndOlderProgramsPassOverIt() throws BeatCodec.Unreadable {
    Beat beat = beat(true, section(true));
    ByteBuffer bytes = BeatCodec.encode(beat, new byte[] {4, 7, 11});
    assertEquals(beat, BeatCodec.decode(bytes));
    assertEquals(ByteBuffer.wrap(new byte[] {4, 7, 11}), BeatCodec.read(bytes).rider());
    assertEquals(0, BeatCodec.read(BeatCodec.encode(beat)).rider().remaining());
  }

  /// Older programs read the same bits as ever, and pass over those that they don't know.
  @Test
  void thatServicesFailedOrMayStillRunTakesNoRoomInABeat() {
    byte[] without = BeatCodec.encode(beat(true, services(false))).array();
    byte[] with = BeatCodec.encode(beat(true, services(true))).array();
    assertEquals(without.length, with.length);
    int others = 0;
    for (int i = 0; i < with.length; i++) {
      others |= without[i] ^ with[i];
    }
    assertEquals(16 | 32, others);
  }

  private static Beat.Section services(boolean ill) {
    Beat.Section other = section(true);
    return new Beat.Section(
        other.group(),
        other.standing(),
        other.term(),
        other.remaining(),
        other.grant(),
        other.want(),
        other.released(),
        other.successor(),
        other.lastOwner(),
        other.asks(),
        other.unfit(),
        other.pause(),
        ill,
        ill,
        other.unowned(),
        other.electorates(),
        other.proposal());
  }

  @Test
  void noTruncationOrNoiseDoesAnythingButBeRefused() {
    byte[] good = BeatCodec.encode(beat(true, section(true))).array();
    for (int length = 0; length < good.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(good, 0, length);
      assertThrows(BeatCodec.Unreadable.class, () -> BeatCodec.decode(cut));
    }
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = good.clone();
      noise[random.nextInt(noise.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        BeatCodec.decode(ByteBuffer.wrap(noise));
      } catch (BeatCodec.Unreadable expected) {
        assertTrue(!expected.getMessage().isEmpty());
      }
    }
  }
}
