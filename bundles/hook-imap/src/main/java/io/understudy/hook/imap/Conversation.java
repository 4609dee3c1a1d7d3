package io.understudy.hook.imap;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Lines to and from an IMAP server (RFC 9051), until a moment.
///
/// @param end in nanoseconds of this JVM's clock
record Conversation(Socket socket, long end) {
  private static final int LONGEST = 16_384;
  private static final int MOST_LINES = 200;

  void greeted() throws IOException {
    String line = line();
    if (!line.startsWith("* OK")) {
      throw new IOException("its greeting is '" + line + "'");
    }
  }

  /// {@return the server's last word, without the tag: `OK ...`, `NO ...`, `BAD ...`}
  String say(String tag, String words) throws IOException {
    socket.getOutputStream().write((tag + " " + words + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < MOST_LINES; i++) {
      String line = line();
      if (line.startsWith(tag + " ")) {
        return line.substring(tag.length() + 1);
      }
    }
    throw new IOException("it says too much");
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (line.size() < LONGEST) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      int one = in.read();
      if (one < 0) {
        throw new EOFException("the connection was closed");
      } else if (one == '\n') {
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
      }
      line.write(one);
    }
    throw new IOException("it sends a line that doesn't end");
  }

  /// {@return text as IMAP takes it}
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
