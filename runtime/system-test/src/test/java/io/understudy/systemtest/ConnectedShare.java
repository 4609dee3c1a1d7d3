package io.understudy.systemtest;

import io.understudy.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A real smbclient that stays connected, and is told now and then to list the share.
final class ConnectedShare implements AutoCloseable {
  private static final int MOST = 100_000;

  private final Process client;
  private final StringBuffer said = new StringBuffer();

  ConnectedShare(Lab lab, List<String> words) throws IOException {
    client =
        new ProcessBuilder(lab.client().space().inside(words))
            .redirectErrorStream(true)
            .directory(Path.of("/").toFile())
            .start();
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    byte[] part = new byte[4096];
    try (InputStream in = client.getInputStream()) {
      for (int length = in.read(part);
          length >= 0 && said.length() < MOST;
          length = in.read(part)) {
        said.append(new String(part, 0, length, StandardCharsets.UTF_8));
      }
    } catch (IOException ended) {
      said.append("ended: ").append(ended.getMessage());
    }
  }

  /// Asks for a list, and forgets what was said before.
  void list() throws IOException {
    said.setLength(0);
    client.getOutputStream().write("ls\n".getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  boolean listed() {
    return said.indexOf("blocks available") >= 0;
  }

  /// {@return whether it knows that its connection is gone}
  boolean disconnected() {
    return said.indexOf("NT_STATUS_") >= 0 || !client.isAlive();
  }

  @Override
  public void close() {
    client.destroyForcibly();
  }
}
