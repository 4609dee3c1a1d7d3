package io.understudy.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final MacAddress MAC = MacAddress.parse("02:11:22:33:44:55");
  private static final InetAddress FOUR = InetAddress.ofLiteral("10.0.0.100");
  private static final InetAddress SIX = InetAddress.ofLiteral("fd00::100");
  private final Frames frames = new Frames(0x0102_0304_0506L);

  private static String hex(ByteBuffer frame) {
    return HexFormat.of().formatHex(frame.array());
  }

  @Test
  void announcesIpv4AsRequestAndAsReply() {
    List<ByteBuffer> both = frames.announcements(FOUR, MAC, false);
    assertEquals(
        "ffffffffffff021122334455"
            + "0806"
            + "00010800060400"
            + "01"
            + "0211223344550a000064"
            + "0000000000000a000064"
            + "010203040506"
            + "00".repeat(12),
        hex(both.get(0)));
    assertEquals(
        "ffffffffffff021122334455"
            + "0806"
            + "00010800060400"
            + "02"
            + "0211223344550a000064"
            + "0211223344550a000064"
            + "010203040506"
            + "00".repeat(12),
        hex(both.get(1)));
  }

  @Test
  void announcesIpv6WithOverrideAndAGoodChecksum() {
    ByteBuffer frame = frames.announcements(SIX, MAC, true).getFirst();
    assertEquals("333300000001" + "021122334455" + "86dd", hex(frame).substring(0, 28));
    assertEquals((byte) 0xa0, frame.get(58), "router and override, not solicited");
    long sum = 40 + 58;
    for (int i = 22; i < frame.limit(); i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16));
  }

  @Test
  void readsItsOwnAnnouncements() {
    for (InetAddress address : List.of(FOUR, SIX)) {
      for (ByteBuffer frame : frames.announcements(address, MAC, false)) {
        assertEquals(Optional.of(new Sighting(address, MAC, frames.nonce())), Sighting.in(frame));
      }
    }
  }

  @Test
  void asksWithoutClaimingAnything() {
    InetAddress self = InetAddress.ofLiteral("fe80::1");
    assertEquals(Optional.empty(), Sighting.in(frames.question(FOUR, MAC, self.getAddress())));
    assertEquals(Optional.empty(), Sighting.in(frames.question(SIX, MAC, Frames.nobody())));
    assertEquals(
        self, Sighting.in(frames.question(SIX, MAC, self.getAddress())).orElseThrow().address());
  }

  @Test
  void anyBytesAreBorne() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 60) {
        boolean arp = random.nextBoolean();
        bytes[12] = (byte) (arp ? 0x08 : 0x86);
        bytes[13] = (byte) (arp ? 0x06 : 0xdd);
        bytes[20] = (byte) (arp ? 0 : 58);
        bytes[21] = (byte) (arp ? 1 : 255);
        bytes[54] = (byte) (135 + random.nextInt(2));
      }
      Sighting.in(ByteBuffer.wrap(bytes));
    }
  }
}
