package io.understudy.launcher;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Sends one command line to a running node and shows its answer. What the commands mean only the
/// node knows; the protocol is described in bundles/shell/README.md.
final class Client {
  private static final int LONGEST = 4 * 1024 * 1024;
  private static final String FOREIGN = "the node speaks another protocol; update this program";

  private final Path home;

  Client(Path home) {
    this.home = home;
  }

  int ask(List<String> command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(Home.socket(home)));
      } catch (IOException unreachable) {
        return notRunning();
      }
      try {
        return converse(channel, command, System.out, System.err);
      } catch (EOFException cut) {
        System.err.println(
            "understudy: the node ended before it answered; look at 'understudy status' and its"
                + " log");
        return Main.UNKNOWN;
      }
    }
  }

  /// Sends the words and hands the answer on as it comes.
  ///
  /// @return the exit code
  /// @throws EOFException if the node ended before it had answered
  static int converse(
      SocketChannel channel, List<String> command, OutputStream out, OutputStream err)
      throws IOException {
    ByteBuffer request =
        ByteBuffer.wrap(String.join("\0", command).getBytes(StandardCharsets.UTF_8));
    while (request.hasRemaining()) {
      channel.write(request);
    }
    channel.shutdownOutput();
    return show(new DataInputStream(Channels.newInputStream(channel)), out, err);
  }

  /// Answers come as frames: one letter, a length, that many bytes.
  private static int show(DataInputStream answer, OutputStream out, OutputStream err)
      throws IOException {
    while (true) {
      int kind = answer.readUnsignedByte();
      int length = answer.readInt();
      if (length < 0 || length > LONGEST) {
        throw new IOException(FOREIGN);
      }
      byte[] content = new byte[length];
      answer.readFully(content);
      switch (kind) {
        case 'o' -> write(out, content);
        case 'e' -> write(err, content);
        case 'x' -> {
          return ByteBuffer.wrap(content).getInt();
        }
        default -> throw new IOException(FOREIGN);
      }
    }
  }

  private static void write(OutputStream stream, byte[] content) throws IOException {
    stream.write(content);
    stream.flush();
  }

  private int notRunning() {
    if (Files.exists(home)
        && !Files.isReadable(home.resolve("data"))
        && Files.exists(home.resolve("data"))) {
      System.err.printf(
          "understudy: %s is for root and the node's user only; try sudo%n", home.resolve("data"));
      return Main.FAILED;
    }
    System.err.printf(
        "understudy: no node is running in %s; start one with: understudy run --home %s, or name"
            + " another home with --home DIR%n",
        home, home);
    return Main.NOT_RUNNING;
  }
}
