package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Prefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkCodecTest {
  @Test
  void whatIsWrittenCanBeRead() {
    ByteBuffer bytes =
        new NetlinkMessage(16, NetlinkMessage.ACK)
            .link(7, 1, 1)
            .attribute(3, "eth0")
            .nest(18, inner -> inner.attribute(1, "macvlan").attribute(2, 42))
            .attribute(1, new byte[] {1, 2, 3, 4, 5, 6})
            .bytes(9);

    NetlinkReply reply = NetlinkReply.parse(bytes).getFirst();

    assertEquals(16, reply.type());
    assertEquals(9, reply.sequence());
    assertEquals(7, RouteMessages.index(reply));
    assertEquals("eth0", RouteMessages.name(reply));
    assertEquals("macvlan", RouteMessages.kind(reply));
    assertArrayEquals(
        new byte[] {1, 2, 3, 4, 5, 6}, NetlinkReply.bytes(reply.attributes(16).get(1)));
  }

  @Test
  void aTruncatedMessageIsLeftOut() {
    ByteBuffer bytes = new NetlinkMessage(16, 0).link(7, 1, 1).bytes(1);
    bytes.limit(bytes.limit() - 4);

    assertEquals(List.of(), NetlinkReply.parse(bytes));
  }

  @Test
  void anAttributeThatClaimsTooMuchEndsTheReading() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    bytes.putShort(0, (short) 400);

    assertTrue(NetlinkReply.attributes(bytes).isEmpty());
  }

  @Test
  void addressesOfOneNetworkAreKnown() {
    assertTrue(Networks.same(Prefix.parse("10.0.0.1/24"), Prefix.parse("10.0.0.100/24")));
    assertTrue(Networks.same(Prefix.parse("fd00::1/64"), Prefix.parse("fd00::2:100/64")));
    assertEquals(false, Networks.same(Prefix.parse("10.0.0.1/24"), Prefix.parse("10.0.1.1/24")));
    assertEquals(false, Networks.same(Prefix.parse("10.0.0.1/24"), Prefix.parse("10.0.0.100/32")));
  }
}
