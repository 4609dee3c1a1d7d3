package io.understudy.systemtest;

import io.understudy.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A connection that a client keeps open, and listens to.
final class StayingConnection implements AutoCloseable {
  /// Until a peer knows a connection for sure: two looks of an owner, and the way there.
  static final Duration KNOWN = Duration.ofSeconds(6);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Instant since = Instant.now();
  private final Socket socket;
  private final StringBuffer heard = new StringBuffer();
  private final CompletableFuture<Instant> ended = new CompletableFuture<>();

  StayingConnection(Lab lab, String address, int port) throws Exception {
    socket = lab.client().space().call(() -> new Socket(address, port));
    Thread.ofPlatform().daemon().start(this::listen);
  }

  private void listen() {
    byte[] part = new byte[4096];
    try (InputStream in = socket.getInputStream()) {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        heard.append(new String(part, 0, length, StandardCharsets.UTF_8));
      }
    } catch (IOException reset) {
      heard.append(reset.getMessage());
    }
    ended.complete(Instant.now());
  }

  /// Says something, and waits for the answer.
  ///
  /// @param answer a part of it
  void ask(String request, String answer) throws IOException {
    heard.setLength(0);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    Awaitility.await(request).atMost(PATIENCE).until(() -> heard.indexOf(answer) >= 0);
  }

  /// Goes on asking until a peer knows the connection.
  void askUntilKnown(String request, String answer) throws IOException {
    while (Duration.between(since, Instant.now()).compareTo(KNOWN) < 0) {
      ask(request, answer);
    }
  }

  /// {@return when the client learnt that its connection is gone; empty if it didn't}
  Optional<Instant> ended(Duration patience) throws Exception {
    return Optional.ofNullable(
        ended.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).get());
  }

  String heard() {
    return heard.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
