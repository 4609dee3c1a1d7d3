package io.understudy.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/// A reply to a client of the socket: frames of one letter, a length and that many bytes. `o` is
/// for standard output, `e` for standard error, `x` is the exit code and the end.
final class FramedReply implements Reply {
  private final WritableByteChannel channel;

  FramedReply(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public void out(String text) {
    frame('o', text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void error(String text) {
    frame('e', ("understudy: " + text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void exit(ExitCode code) {
    frame('x', ByteBuffer.allocate(Integer.BYTES).putInt(code.number()).array());
  }

  private void frame(char kind, byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(1 + Integer.BYTES + content.length);
    frame.put((byte) kind).putInt(content.length).put(content).flip();
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
