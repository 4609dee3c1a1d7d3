package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Connections.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client whose connection ended with the server's node without a word.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KernelConnectionsTest {
  /// In ms: within tcp_invalid_ratelimit (500) of an answer to one tickle none comes to the next.
  private static final int LONGER_THAN_A_CLIENT_IS_DEAF = 700;

  private Lan lan;
  private KernelConnections connections;

  @BeforeEach
  void connect() throws Exception {
    lan = new Lan();
    connections = lan.node.call(KernelConnections::new);
  }

  @AfterEach
  void tearDown() {
    connections.close();
    lan.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.1", "fd09::1"})
  void aClientLearnsThatItsConnectionIsGone(String literal) throws Exception {
    InetAddress address = InetAddress.ofLiteral(literal);
    try (ServerSocket server = lan.node.call(() -> new ServerSocket(0, 5, address));
        Socket client = lan.client.call(() -> new Socket(address, server.getLocalPort()));
        Socket served = server.accept()) {
      Connection connection =
          new Connection(
              new InetSocketAddress(address, server.getLocalPort()),
              new InetSocketAddress(served.getInetAddress(), client.getLocalPort()));
      assertEquals(List.of(connection), connections.established(Set.of(address)));
      assertEquals(List.of(), connections.established(Set.of(Lan.CLIENT_4, Lan.CLIENT_6)));

      connections.tickle(connection);
      served.getOutputStream().write(7);
      assertEquals(7, client.getInputStream().read(), "one that is alive isn't disturbed");

      end(served);
      assertEquals(List.of(), connections.established(Set.of(address)));
      client.setSoTimeout(LONGER_THAN_A_CLIENT_IS_DEAF);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      connections.tickle(connection);
      client.setSoTimeout(10_000);
      SocketException told =
          assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertTrue(told.getMessage().contains("reset"), told.getMessage());
    }
  }

  /// Ends a connection without a word on the cable.
  private void end(Socket served) throws IOException {
    lan.node.run("nft", "add table inet silence");
    try {
      lan.node.run(
          "nft", "add chain inet silence out { type filter hook output priority 0; policy drop; }");
      served.setSoLinger(true, 0);
      served.close();
    } finally {
      lan.node.run("nft", "delete table inet silence");
    }
  }
}
