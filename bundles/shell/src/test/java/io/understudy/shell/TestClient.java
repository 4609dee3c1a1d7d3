package io.understudy.shell;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Sends a command line to the control socket and takes the frames apart.
record TestClient(Path data) {
  record Answer(int code, String out, String error) {}

  Answer ask(String... words) throws IOException {
    try (SocketChannel channel = send(words)) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream error = new ByteArrayOutputStream();
      while (true) {
        int kind = in.readUnsignedByte();
        byte[] content = in.readNBytes(in.readInt());
        switch (kind) {
          case 'o' -> out.writeBytes(content);
          case 'e' -> error.writeBytes(content);
          default -> {
            return new Answer(
                ByteBuffer.wrap(content).getInt(),
                out.toString(StandardCharsets.UTF_8),
                error.toString(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  SocketChannel send(String... words) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(data.resolve("control.sock")));
    channel.write(ByteBuffer.wrap(String.join("\0", words).getBytes(StandardCharsets.UTF_8)));
    channel.shutdownOutput();
    return channel;
  }
}
