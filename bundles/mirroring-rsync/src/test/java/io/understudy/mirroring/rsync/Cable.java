package io.understudy.mirroring.rsync;

import io.understudy.api.mirror.Channel;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Two ends of a channel on the loopback device. Either may be cut.
final class Cable implements Closeable {
  private final Socket owner;
  private final Socket standby;

  Cable() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      owner = new Socket(listening.getInetAddress(), listening.getLocalPort());
      standby = listening.accept();
    }
  }

  private record End(InputStream in, OutputStream out) implements Channel {}

  Channel owner() throws IOException {
    return new End(owner.getInputStream(), owner.getOutputStream());
  }

  Channel standby() throws IOException {
    return new End(standby.getInputStream(), standby.getOutputStream());
  }

  /// The receiver's end ends well.
  void hangUp() throws IOException {
    owner.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    owner.close();
    standby.close();
  }
}
