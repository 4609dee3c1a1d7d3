package io.understudy.hook.samba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.hook.kit.GroupAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Servers that don't do what an SMB server does.
class SmbHealthTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// For a server that doesn't answer in time.
  private static final Duration SHORT = Duration.ofMillis(300);

  private interface Manners {
    void serve(Socket client) throws IOException;
  }

  private static Optional<String> ailment(Duration limit, Manners manners) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = server.accept()) {
                  manners.serve(client);
                } catch (IOException left) {
                  // The check has hung up, as it should.
                }
              });
      return new SmbHealth(GroupAddress.of("127.0.0.1"), server.getLocalPort(), limit).ailment();
    }
  }

  @Test
  void silenceIsToldAfterTheTimeLimit() throws Exception {
    String why = ailment(SHORT, client -> client.getInputStream().readAllBytes()).orElseThrow();
    assertTrue(why.contains("no answer to an SMB negotiation within 300ms"), why);
  }

  @Test
  void anAnswerThatDribblesDoesNotStretchTheTimeLimit() throws Exception {
    String why =
        ailment(
                SHORT,
                client -> {
                  OutputStream out = client.getOutputStream();
                  out.write(new byte[] {0, 0, 0, 120});
                  for (int i = 0; i < 100; i++) {
                    LockSupport.parkNanos(50_000_000);
                    out.write(1);
                    out.flush();
                  }
                })
            .orElseThrow();
    assertTrue(why.contains("within 300ms"), why);
  }

  @Test
  void anotherProtocolIsNoSmb() throws Exception {
    String why =
        ailment(
                LIMIT,
                client ->
                    client
                        .getOutputStream()
                        .write("HTTP/1.0 200 fine\r\n".getBytes(StandardCharsets.US_ASCII)))
            .orElseThrow();
    assertTrue(why.contains("not SMB"), why);
  }

  @Test
  void aConnectionThatIsClosedIsTold() throws Exception {
    String why = ailment(LIMIT, client -> client.getInputStream().read()).orElseThrow();
    assertFalse(why.isBlank());
  }

  @Test
  void nobodyIsTold() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    SmbHealth health = new SmbHealth(GroupAddress.of("127.0.0.1"), port, LIMIT);
    assertTrue(health.ailment().isPresent());
    assertEquals(Optional.empty(), health.stranger());
  }

  @Test
  void aServerElsewhereIsNoStranger() {
    assertEquals(
        Optional.empty(), new SmbHealth(GroupAddress.of("203.0.113.77/24"), 445, LIMIT).stranger());
  }
}
