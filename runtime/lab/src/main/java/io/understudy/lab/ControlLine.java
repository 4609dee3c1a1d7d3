package io.understudy.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Asks a node over its local socket, as `bin/understudy` does, without the start of a JVM for each
/// question: the lab asks often. The protocol is described in bundles/shell/README.md.
final class ControlLine {
  private ControlLine() {}

  /// Waits for the answer's end; the caller bounds the time.
  ///
  /// @throws IOException if no node listens, or it ended before it answered
  static Command.Result ask(Path home, String... words) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.resolve("data/control.sock")));
      channel.write(ByteBuffer.wrap(String.join("\0", words).getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      StringBuilder output = new StringBuilder();
      try (DataInputStream answer = new DataInputStream(Channels.newInputStream(channel))) {
        while (true) {
          int kind = answer.readUnsignedByte();
          byte[] content = new byte[Math.clamp(answer.readInt(), 0, 1 << 20)];
          answer.readFully(content);
          if (kind == 'x') {
            return new Command.Result(ByteBuffer.wrap(content).getInt(), output.toString());
          }
          output.append(new String(content, StandardCharsets.UTF_8));
        }
      }
    }
  }
}
