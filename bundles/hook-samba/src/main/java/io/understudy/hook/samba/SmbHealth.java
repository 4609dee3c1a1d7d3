package io.understudy.hook.samba;

import io.understudy.api.Settings;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.Health;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/// Begins a conversation with an SMB server, as every client does: negotiates the dialect (MS-SMB2,
/// 2.2.3 and 2.2.4), and leaves. The server has to fork, read its configuration and answer for
/// that.
final class SmbHealth implements Health {
  private static final int HEADER = 64;
  private static final int MOST = 65_536;
  private static final int PROTOCOL = 0xFE534D42;
  private static final int RESPONSE = 1;
  private static final long SUCCESS = 0;

  /// What a server says that wants 3.1.1 alone: it is there, and it is well.
  private static final long NOT_SUPPORTED = 0xC00000BBL;

  private static final short[] DIALECTS = {0x0202, 0x0210, 0x0300, 0x0302};

  private final GroupAddress address;
  private final InetSocketAddress server;
  private final Duration limit;

  SmbHealth(GroupAddress address, int port, Duration limit) {
    this.address = address;
    this.server = new InetSocketAddress(address.address(), port);
    this.limit = limit;
  }

  @Override
  public Optional<String> ailment() {
    try {
      return answered();
    } catch (SocketTimeoutException e) {
      return Optional.of(
          "%s: no answer to an SMB negotiation within %s"
              .formatted(where(), Settings.words(limit)));
    } catch (EOFException e) {
      return Optional.of(where() + ": the connection was closed in the SMB negotiation");
    } catch (IOException e) {
      return Optional.of(where() + ": " + e.getMessage());
    }
  }

  /// While the address is elsewhere the other node's server answers there, and that is as it
  /// should.
  @Override
  public Optional<Stranger> stranger() {
    if (!address.isHere()) {
      return Optional.empty();
    }
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) limit.toMillis());
      return Optional.of(
          new Stranger(
              "another process listens at " + where(),
              "find it (`ss -ltnp`) and stop it; it is not this service, so it is left alone"));
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  private String where() {
    return server.getAddress().getHostAddress() + " port " + server.getPort();
  }

  private Optional<String> answered() throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) limit.toMillis());
      socket.getOutputStream().write(request());
      DataInputStream in = new DataInputStream(bounded(socket, end));
      int length = in.readInt();
      if (length < HEADER + 6 || length > MOST) {
        return Optional.of(where() + ": the answer is not SMB");
      }
      byte[] message = new byte[length];
      in.readFully(message);
      return judge(ByteBuffer.wrap(message));
    }
  }

  private Optional<String> judge(ByteBuffer message) {
    int protocol = message.getInt(0);
    message.order(ByteOrder.LITTLE_ENDIAN);
    long status = message.getInt(8) & 0xFFFF_FFFFL;
    boolean negotiation = message.getShort(12) == 0 && (message.getInt(16) & RESPONSE) != 0;
    if (protocol != PROTOCOL || !negotiation) {
      return Optional.of(where() + ": the answer is not an SMB 2 negotiation");
    }
    return status == SUCCESS || status == NOT_SUPPORTED
        ? Optional.empty()
        : Optional.of("%s: the SMB negotiation failed with 0x%08X".formatted(where(), status));
  }

  private static byte[] request() {
    int length = HEADER + 36 + 2 * DIALECTS.length;
    ByteBuffer message = ByteBuffer.allocate(4 + length);
    message.putInt(length).putInt(PROTOCOL);
    message.order(ByteOrder.LITTLE_ENDIAN);
    message.putShort((short) HEADER);
    message.putShort(18, (short) 1); // one credit is asked for
    message.position(4 + HEADER);
    message.putShort((short) 36).putShort((short) DIALECTS.length).putShort((short) 1);
    // Nobody's GUID: the server uses it to find a client's other connections, and there are none.
    message.position(4 + HEADER + 36);
    for (short dialect : DIALECTS) {
      message.putShort(dialect);
    }
    return message.array();
  }

  /// However slowly a server dribbles, the limit holds for the whole.
  private static InputStream bounded(Socket socket, long end) throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int read() throws IOException {
        await();
        return super.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        await();
        return super.read(into, offset, length);
      }

      private void await() throws IOException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) left);
      }
    };
  }
}
