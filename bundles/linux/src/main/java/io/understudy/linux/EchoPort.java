package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.understudy.api.kernel.Echoes.Listener;
import io.understudy.api.kernel.Echoes.Port;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raw sockets of both families: one each that hears, wherever a reply comes in, and others that
/// send by the device that was asked for. A machine without IPv6 has a port without IPv6.
final class EchoPort implements Port {
  private static final Logger LOG = LoggerFactory.getLogger(EchoPort.class);
  private static final int ROOM = 2048;
  private static final byte[] ANY = new byte[4];

  private final Ticker ticker;
  private final Listener listener;
  private final Reader reader;
  private final Socket send4;
  private final Sending6 send6;
  private final SocketAddress to4 = new SocketAddress(false);
  private final SocketAddress to6 = new SocketAddress(true);
  private final MemorySegment sent = Arena.ofAuto().allocate(ROOM, 8);
  private final ByteBuffer sentBytes = sent.asByteBuffer();
  private final MemorySegment heard = Arena.ofAuto().allocate(ROOM, 8);
  private final ByteBuffer heardBytes = heard.asByteBuffer();
  private final SocketAddress from4 = new SocketAddress(false);
  private final SocketAddress from6 = new SocketAddress(true);

  /// @param own lets the kernel choose the source
  /// @param any takes whole packets, with any source
  private record Sending6(@Nullable Socket own, @Nullable Socket any, String error) {}

  EchoPort(String link, Ticker ticker, Listener listener) throws KernelException {
    this.ticker = ticker;
    this.listener = listener;
    List<Socket> open = new ArrayList<>();
    try {
      Socket hear4 = keep(open, raw(Numbers.AF_INET, Numbers.IPPROTO_ICMP));
      filter(hear4, Numbers.SOL_RAW, Numbers.ICMP_FILTER, ~1);
      send4 = keep(open, raw(Numbers.AF_INET, Numbers.IPPROTO_RAW));
      send4.bindToDevice(link);
      List<Reader.Line> lines = new ArrayList<>();
      lines.add(new Reader.Line(hear4, () -> take(hear4, from4)));
      send6 = open6(link, open, lines);
      reader = new Reader("understudy echoes", lines);
    } catch (KernelException e) {
      open.forEach(Socket::close);
      throw e;
    }
  }

  private Sending6 open6(String link, List<Socket> open, List<Reader.Line> lines) {
    try {
      Socket hear = keep(open, raw(Numbers.AF_INET6, Numbers.IPPROTO_ICMPV6));
      // a bit that is set blocks its type; 129 is echo reply
      int[] blocked = {-1, -1, -1, -1, ~(1 << 1), -1, -1, -1};
      filter(hear, Numbers.IPPROTO_ICMPV6, Numbers.ICMPV6_FILTER, blocked);
      Socket own = keep(open, raw(Numbers.AF_INET6, Numbers.IPPROTO_ICMPV6));
      int[] all = {-1, -1, -1, -1, -1, -1, -1, -1};
      filter(own, Numbers.IPPROTO_ICMPV6, Numbers.ICMPV6_FILTER, all);
      own.bindToDevice(link);
      Socket any = keep(open, raw(Numbers.AF_INET6, Numbers.IPPROTO_RAW));
      any.bindToDevice(link);
      lines.add(new Reader.Line(hear, () -> take(hear, from6)));
      return new Sending6(own, any, "");
    } catch (KernelException e) {
      LOG.info("no echo requests over IPv6: {}", e.getMessage());
      return new Sending6(null, null, e.getMessage());
    }
  }

  private static Socket raw(int family, int protocol) throws KernelException {
    String name = family == Numbers.AF_INET ? "a raw IPv4 socket" : "a raw IPv6 socket";
    return new Socket(name, family, Numbers.SOCK_RAW, protocol);
  }

  private static Socket keep(List<Socket> open, Socket socket) {
    open.add(socket);
    return socket;
  }

  private static void filter(Socket socket, int level, int option, int... bits)
      throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      socket.option("a filter", level, option, arena.allocateFrom(JAVA_INT, bits));
    }
  }

  @Override
  public synchronized void request(
      InetAddress to,
      @Nullable InetAddress source,
      int identifier,
      int sequence,
      ByteBuffer payload)
      throws KernelException {
    if (payload.remaining() > ROOM - Ip.HEADER_6 - Icmp.HEADER) {
      throw new KernelException(
          "an echo of %d bytes is too long".formatted(payload.remaining()), 90);
    }
    int result;
    if (to instanceof Inet6Address) {
      result = request6(to, source, identifier, sequence, payload);
    } else {
      byte[] from = source == null ? ANY : source.getAddress();
      Icmp.request4(sentBytes, from, to.getAddress(), identifier, sequence, payload);
      result = send4.send(sent, sentBytes.limit(), to4.to(to));
    }
    if (result < 0) {
      throw Libc.failure("pinging " + to.getHostAddress(), result);
    }
  }

  private int request6(
      InetAddress to,
      @Nullable InetAddress source,
      int identifier,
      int sequence,
      ByteBuffer payload)
      throws KernelException {
    Socket own = send6.own();
    Socket any = send6.any();
    if (own == null || any == null) {
      throw new KernelException("pinging over IPv6: " + send6.error(), 97);
    }
    if (source == null) {
      Icmp.request6(sentBytes, identifier, sequence, payload);
      return own.send(sent, sentBytes.limit(), to6.to(to));
    }
    Icmp.request6(sentBytes, source.getAddress(), to.getAddress(), identifier, sequence, payload);
    return any.send(sent, sentBytes.limit(), to6.to(to));
  }

  private boolean take(Socket socket, SocketAddress from) {
    int length = socket.receive(heard, from.room(), from.length());
    if (length < 0) {
      return false;
    }
    long now = ticker.nanos();
    heardBytes.clear().limit(length);
    int start = from == from4 ? Icmp.reply4(heardBytes) : Icmp.reply6(heardBytes);
    if (start >= 0) {
      listener.reply(
          from.address(),
          heardBytes.getShort(start + 4) & 0xffff,
          heardBytes.getShort(start + 6) & 0xffff,
          heardBytes.slice(start + Icmp.HEADER, length - start - Icmp.HEADER),
          now);
    }
    return true;
  }

  @Override
  public void close() {
    reader.close();
    send4.close();
    for (Socket socket : new Socket[] {send6.own(), send6.any()}) {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
