package io.understudy.linux;

import io.understudy.api.kernel.Connections;
import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections by sock_diag(7), tickles by raw(7) sockets.
@Component(immediate = true)
public final class KernelConnections implements Connections {
  private static final Logger LOG = LoggerFactory.getLogger(KernelConnections.class);
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int ESTABLISHED = 1 << 1;
  private static final int ROOM = 64;

  /// Where `struct inet_diag_msg` has what, and its length.
  private static final int PORT = 4;

  private static final int REMOTE_PORT = 6;
  private static final int ADDRESS = 8;
  private static final int REMOTE_ADDRESS = 24;
  private static final int LENGTH = 72;

  private final NetlinkSocket diagnosis = new NetlinkSocket(NetlinkSocket.SOCK_DIAG, 0);
  private final Socket raw4 = raw(Numbers.AF_INET);
  private final @Nullable Socket raw6;
  private final MemorySegment segment = Arena.ofAuto().allocate(ROOM, 8);
  private final ByteBuffer bytes = segment.asByteBuffer();

  @Activate
  public KernelConnections() throws KernelException {
    Socket six = null;
    try {
      six = raw(Numbers.AF_INET6);
    } catch (KernelException withoutIpv6) {
      LOG.debug("{}", withoutIpv6.getMessage());
    }
    raw6 = six;
  }

  private static Socket raw(int family) throws KernelException {
    return new Socket("a raw socket for TCP", family, Numbers.SOCK_RAW, Numbers.IPPROTO_RAW);
  }

  @Deactivate
  public void close() {
    diagnosis.close();
    raw4.close();
    if (raw6 != null) {
      raw6.close();
    }
  }

  @Override
  public List<Connection> established(Set<InetAddress> local) throws KernelException {
    List<Connection> found = new ArrayList<>();
    for (int family : new int[] {Numbers.AF_INET, Numbers.AF_INET6}) {
      NetlinkMessage request =
          new NetlinkMessage(SOCK_DIAG_BY_FAMILY, NetlinkMessage.DUMP)
              .diagnosis(family, Numbers.IPPROTO_TCP, ESTABLISHED);
      for (NetlinkReply reply : diagnosis.request("listing TCP connections", request)) {
        connection(reply)
            .filter(one -> local.contains(one.local().getAddress()))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Connection> connection(NetlinkReply reply) {
    ByteBuffer body = reply.body();
    if (reply.type() != SOCK_DIAG_BY_FAMILY || body.limit() < LENGTH) {
      return Optional.empty();
    }
    int length = body.get(0) == Numbers.AF_INET ? 4 : 16;
    return Optional.of(
        new Connection(
            end(body, ADDRESS, length, PORT), end(body, REMOTE_ADDRESS, length, REMOTE_PORT)));
  }

  /// An IPv4 address that an IPv6 socket talks with becomes one again.
  private static InetSocketAddress end(ByteBuffer body, int address, int length, int port) {
    byte[] bytes = new byte[length];
    body.get(address, bytes);
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(bytes),
          body.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(port) & 0xffff);
    } catch (UnknownHostException never) {
      throw new AssertionError(never);
    }
  }

  @Override
  public synchronized void tickle(Connection connection) throws KernelException {
    InetAddress to = connection.remote().getAddress();
    boolean six = to instanceof Inet6Address;
    Socket raw = six ? raw6 : raw4;
    Tcp.acknowledgement(bytes, connection.local(), connection.remote());
    int sent =
        raw == null
            ? -Numbers.EAFNOSUPPORT
            : raw.send(segment, bytes.limit(), new SocketAddress(six).to(to));
    if (sent < 0) {
      throw Libc.failure("tickling " + to.getHostAddress(), sent);
    }
  }
}
