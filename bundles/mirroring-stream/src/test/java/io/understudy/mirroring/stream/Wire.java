package io.understudy.mirroring.stream;

import io.understudy.api.mirror.Channel;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/// Two connected channels over loopback. Counts what the owner sends, and is cut after as many
/// bytes in either direction as are wanted.
final class Wire implements AutoCloseable {
  private static final int PATIENCE = 60_000;

  final AtomicLong sent = new AtomicLong();
  final AtomicLong answered = new AtomicLong();
  private final AtomicLong budget = new AtomicLong(Long.MAX_VALUE);
  private final Socket owner;
  private final Socket standby;

  Wire() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      owner = new Socket(listening.getInetAddress(), listening.getLocalPort());
      standby = listening.accept();
    }
    owner.setTcpNoDelay(true);
    standby.setTcpNoDelay(true);
    owner.setSoTimeout(PATIENCE);
  }

  /// After so many bytes from now on, both ways together, nothing more passes.
  void cutAfter(long bytes) {
    budget.set(bytes);
  }

  Channel owner() throws IOException {
    return channel(owner, sent);
  }

  Channel standby() throws IOException {
    return channel(standby, answered);
  }

  private Channel channel(Socket socket, AtomicLong count) throws IOException {
    InputStream in =
        new FilterInputStream(socket.getInputStream()) {
          @Override
          public int read(byte[] into, int at, int length) throws IOException {
            return in.read(into, at, length);
          }
        };
    OutputStream out =
        new FilterOutputStream(socket.getOutputStream()) {
          @Override
          public void write(byte[] from, int at, int length) throws IOException {
            long left = budget.addAndGet(-length) + length;
            int passing = Math.clamp(left, 0, length);
            out.write(from, at, passing);
            count.addAndGet(passing);
            if (passing < length) {
              close();
              throw new IOException("cut");
            }
          }

          @Override
          public void close() throws IOException {
            Wire.this.close();
          }
        };
    return new Channel() {
      @Override
      public InputStream in() {
        return in;
      }

      @Override
      public OutputStream out() {
        return out;
      }
    };
  }

  @Override
  public void close() throws IOException {
    owner.close();
    standby.close();
  }
}
