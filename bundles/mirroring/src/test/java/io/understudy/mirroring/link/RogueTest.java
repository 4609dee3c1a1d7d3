package io.understudy.mirroring.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The other end does what no node does.
@Timeout(60)
class RogueTest {
  private final Ends ends = Ends.usual();

  @AfterEach
  void close() {
    ends.close();
  }

  private static boolean ends(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {}
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private void stillServes() throws Exception {
    try (Connection connection = ends.dial()) {
      assertTrue(connection.isOpen());
    }
  }

  @Test
  void garbageEndsTheHandshake() throws Exception {
    long seed = Long.getLong("understudy.seed", 1);
    System.err.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      try (Socket socket = new Socket(ends.address().getAddress(), ends.address().getPort())) {
        byte[] garbage = new byte[random.nextInt(1, 3000)];
        random.nextBytes(garbage);
        socket.getOutputStream().write(garbage);
        socket.shutdownOutput();
        assertTrue(ends(socket));
      } catch (SocketException reset) {
        // as good as closed
      }
    }
    stillServes();
  }

  @Test
  void whoSaysNothingIsDroppedAndNoMoreThanEightWait() throws Exception {
    LinkTimes usual = Ends.SHORT;
    LinkTimes hasty =
        new LinkTimes(
            Duration.ofSeconds(1), usual.pulse(), usual.silence(), usual.patience(), usual.step());
    try (Ends both = new Ends(hasty, (byte) 1, (byte) 1)) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        silent.add(new Socket(both.address().getAddress(), both.address().getPort()));
      }
      long start = System.nanoTime();
      for (Socket socket : silent) {
        assertTrue(ends(socket));
        socket.close();
      }
      assertTrue(System.nanoTime() - start < 20_000_000_000L);
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> both.dial().isOpen());
    }
  }

  @Test
  void garbageWithinTlsEndsIt() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 10; i++) {
      try (SSLSocket tls = ends.stranger()) {
        byte[] garbage = new byte[random.nextInt(8, 300)];
        random.nextBytes(garbage);
        tls.getOutputStream().write(garbage);
        assertTrue(ends(tls));
      }
    }
    stillServes();
  }

  @Test
  void aProofOfAnotherSessionIsWorthNothing() throws Exception {
    byte[] proof;
    try (SSLSocket one = ends.stranger()) {
      byte[] session =
          ((ExtendedSSLSession) one.getSession())
              .exportKeyingMaterialData("EXPORTER-understudy-mirroring", null, 32);
      proof = Ends.key((byte) 1).proof(session, ClusterKey.Side.DIALER, Ends.A, Ends.B);
    }
    try (SSLSocket other = ends.stranger()) {
      assertEquals(0, said(other, hello(Ends.A, Ends.B, proof)));
    }
    stillServes();
  }

  @Test
  void theOthersProofIsNoProofOfOnesOwn() throws Exception {
    try (SSLSocket one = ends.stranger()) {
      byte[] session =
          ((ExtendedSSLSession) one.getSession())
              .exportKeyingMaterialData("EXPORTER-understudy-mirroring", null, 32);
      byte[] proof = Ends.key((byte) 1).proof(session, ClusterKey.Side.ACCEPTER, Ends.A, Ends.B);
      assertEquals(0, said(one, hello(Ends.A, Ends.B, proof)));
    }
  }

  private static byte[] hello(NodeId from, NodeId to, byte[] proof) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeLong(0x554e_444d_4952_0001L);
    for (NodeId node : List.of(from, to)) {
      data.writeByte(node.name().length());
      data.writeBytes(node.name());
    }
    data.write(proof);
    return bytes.toByteArray();
  }

  private static int said(SSLSocket tls, byte[] hello) throws IOException {
    tls.getOutputStream().write(hello);
    int answer = tls.getInputStream().read();
    assertTrue(ends(tls));
    return answer;
  }

  @Test
  void aNewerOpeningIsRefusedInWords() throws Exception {
    try (SSLSocket tls = ends.rogue()) {
      tls.getOutputStream().write(new byte[] {0, 9, 0, 0});
      Refused refused =
          assertThrows(Refused.class, () -> OpeningTalk.hearAnswer(tls.getInputStream()));
      assertTrue(refused.getMessage().contains("version 1 of mirroring and not 9"));
    }
    stillServes();
  }

  @Test
  void anOpeningOfAnotherNodeIsRefused() throws Exception {
    try (SSLSocket tls = ends.rogue()) {
      Opening real = Ends.opening();
      OpeningTalk.say(
          tls.getOutputStream(),
          Opening.data(
              real.rule(), real.group(), real.term(), new NodeId("c"), Ends.B, real.strategy()));
      assertThrows(Refused.class, () -> OpeningTalk.hearAnswer(tls.getInputStream()));
    }
    try (SSLSocket tls = ends.rogue()) {
      tls.getOutputStream().write(new byte[] {0, 1, 0x7f, 0x7f, 1, 2, 3});
      assertTrue(ends(tls));
    }
    stillServes();
  }

  private SSLSocket opened() throws IOException {
    SSLSocket tls = ends.rogue();
    OpeningTalk.say(tls.getOutputStream(), Ends.opening());
    OpeningTalk.hearAnswer(tls.getInputStream());
    return tls;
  }

  @Test
  void anOversizedFrameEndsTheConnection() throws Exception {
    try (SSLSocket tls = opened()) {
      Connection there = ends.other();
      tls.getOutputStream().write(new byte[] {0x7f, (byte) 0xff, 1, 2, 3});
      IOException why = assertThrows(IOException.class, () -> there.in().read());
      assertTrue(why.getMessage().contains("a frame of 32767 bytes"), why.getMessage());
    }
  }

  @Test
  void aFrameThatIsCutIsNoEnd() throws Exception {
    try (SSLSocket tls = opened()) {
      tls.getOutputStream().write(new byte[] {0, 100, 1, 2, 3});
    }
    Connection there = ends.other();
    assertThrows(IOException.class, () -> there.in().readAllBytes());
  }

  @Test
  void whoIsSilentAndTakesNothingIsGoneWithinTheLimit() throws Exception {
    try (SSLSocket tls = opened()) {
      Connection there = ends.other();
      long start = System.nanoTime();
      IOException why =
          assertThrows(IOException.class, () -> there.out().write(new byte[64 << 20]));
      assertTrue(why.getMessage().contains("silent"), why.getMessage());
      assertTrue(System.nanoTime() - start < 10_000_000_000L);
      assertTrue(tls.isConnected());
    }
  }

  @Test
  void whoLivesAndTakesNothingIsGivenUpLater() throws Exception {
    try (SSLSocket tls = opened()) {
      Connection there = ends.other();
      OutputStream out = tls.getOutputStream();
      Thread pulse =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThrows(
                          IOException.class,
                          () -> {
                            while (true) {
                              out.write(new byte[] {0, 0});
                              Thread.sleep(20);
                            }
                          }));
      long start = System.nanoTime();
      IOException why =
          assertThrows(IOException.class, () -> there.out().write(new byte[64 << 20]));
      assertTrue(why.getMessage().contains("takes nothing"), why.getMessage());
      long took = System.nanoTime() - start;
      assertTrue(took >= Ends.SHORT.patience().toNanos() / 2);
      assertTrue(took < 10_000_000_000L);
      pulse.join();
    }
  }
}
