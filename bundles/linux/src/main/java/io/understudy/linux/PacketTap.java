package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Packets.Filter;
import io.understudy.api.kernel.Packets.Listener;
import io.understudy.api.kernel.Packets.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/// A packet socket on one device.
final class PacketTap implements Tap {
  private static final int ROOM = 2048;

  private final String link;
  private final Listener listener;
  private final Socket socket;
  private final MemorySegment address = Arena.ofAuto().allocate(20, 4);
  private final MemorySegment heard = Arena.ofAuto().allocate(ROOM, 8);
  private final MemorySegment sent = Arena.ofAuto().allocate(ROOM, 8);
  private final Reader reader;

  PacketTap(String link, Filter filter, Set<InetAddress> speakers, Listener listener)
      throws KernelException {
    this.link = link;
    this.listener = listener;
    int index = Libc.deviceIndex(link);
    if (index < 0) {
      throw Libc.failure("opening a packet socket on " + link, index);
    }
    int protocol =
        switch (filter) {
          case ARP -> Numbers.ETH_P_ARP;
          case NEIGHBOUR_DISCOVERY -> Numbers.ETH_P_IPV6;
        };
    address.set(JAVA_SHORT, 0, (short) Numbers.AF_PACKET);
    address.set(JAVA_SHORT, 2, Bytes.networkOrder(protocol));
    address.set(JAVA_INT, 4, index);
    // Protocol 0 until it is bound: nothing of other devices gets in.
    socket = new Socket("a packet socket on " + link, Numbers.AF_PACKET, Numbers.SOCK_RAW, 0);
    socket.option("incoming only", Numbers.SOL_PACKET, Numbers.PACKET_IGNORE_OUTGOING, 1);
    ClassicFilter.of(filter, speakers).attach(socket);
    socket.bind(address);
    reader = new Reader("understudy packets " + link, List.of(new Reader.Line(socket, this::take)));
  }

  private boolean take() {
    int length = socket.receive(heard);
    if (length <= 0) {
      return false;
    }
    listener.frame(heard.asSlice(0, length).asByteBuffer());
    return true;
  }

  @Override
  public synchronized void send(ByteBuffer frame) throws KernelException {
    int length = frame.remaining();
    if (length > ROOM) {
      throw new KernelException("a frame of %d bytes is too long".formatted(length), 90);
    }
    MemorySegment.copy(MemorySegment.ofBuffer(frame), 0, sent, 0, length);
    int result = socket.send(sent, length, MemorySegment.NULL);
    if (result < 0) {
      throw Libc.failure("sending a frame on " + link, result);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
