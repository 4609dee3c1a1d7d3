package io.understudy.mirroring.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTest {
  private Ends ends = Ends.usual();

  @TempDir Path folder;

  @AfterEach
  void close() {
    ends.close();
  }

  private static Thread writes(Connection connection, byte[] bytes) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                connection.out().write(bytes);
                connection.out().flush();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void carriesBytesBothWaysAtOnce() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    assertEquals(Ends.opening(), ends.openings.take());
    assertEquals(Ends.B, here.peer());
    assertEquals(Ends.A, there.peer());
    byte[] sent = new byte[5_000_001];
    new Random(1).nextBytes(sent);
    writes(here, sent);
    writes(there, sent);
    assertArrayEquals(sent, there.in().readNBytes(sent.length));
    assertArrayEquals(sent, here.in().readNBytes(sent.length));
    assertEquals(sent.length, here.bytesSent());
    assertEquals(sent.length, here.bytesRead());
  }

  @Test
  void whatIsNotFlushedIsSentBeforeItsWriterReads() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    here.out().write(42);
    Thread answer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    there.out().write(there.in().read() + 1);
                    there.out().flush();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertEquals(43, here.in().read());
    answer.join();
  }

  @Test
  void anIdleConnectionLivesThoughNobodyReads() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    Duration four = Ends.SHORT.silence().multipliedBy(4);
    await().during(four).atMost(four.multipliedBy(2)).until(() -> here.isOpen() && there.isOpen());
  }

  @Test
  void theEndOfOneSideIsTheEndOfTheOther() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    here.out().write(new byte[] {1, 2, 3});
    here.close();
    assertArrayEquals(new byte[] {1, 2, 3}, there.in().readAllBytes());
    assertThrows(IOException.class, () -> here.out().write(new byte[Outbox.FRAME]));
    assertThrows(IOException.class, () -> here.in().read());
  }

  @Test
  void cuttingEndsReadersAndWritersThatWait() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    Thread reader =
        Thread.ofVirtual().start(() -> assertThrows(IOException.class, () -> here.in().read()));
    byte[] much = new byte[64 << 20];
    Thread writer =
        Thread.ofVirtual()
            .start(() -> assertThrows(IOException.class, () -> here.out().write(much)));
    await().until(() -> there.in().available() > 0);
    here.cut("a test");
    assertTrue(reader.join(Duration.ofSeconds(10)));
    assertTrue(writer.join(Duration.ofSeconds(10)));
    IOException why = assertThrows(IOException.class, () -> here.in().read());
    assertTrue(why.getMessage().contains("a test"), why.getMessage());
  }

  @Test
  void aRefusalComesWithItsReason() {
    ends.refusal = "this node owns group web itself";
    Refused refused = assertThrows(Refused.class, ends::dial);
    assertEquals(ends.refusal, refused.getMessage());
  }

  @Test
  void anotherKeyIsSaidAtBothEndsAndNothingElse() {
    ends.close();
    ends = new Ends(Ends.SHORT, (byte) 1, (byte) 2);
    IOException refused = assertThrows(IOException.class, ends::dial);
    assertTrue(refused.getMessage().contains("has another key"), refused.getMessage());
    await().until(() -> !ends.accepter.problems().isEmpty());
    String problem = ends.accepter.problems().getFirst().toString();
    assertTrue(problem.contains("it says that it is a and has another key"), problem);
    assertTrue(ends.openings.isEmpty());
  }

  @Test
  void anotherNodeAtTheAddressIsSaid() {
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                new Dialer(ends.dialling, _ -> List.of(ends.address()))
                    .open(Ends.A, Ends.opening(), Ends.LIMIT));
    assertTrue(refused.getMessage().contains("another node than a"), refused.getMessage());
  }

  @Test
  void anAddressThatIsDeadCostsLittle() throws Exception {
    InetSocketAddress closed = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    InetSocketAddress nowhere = new InetSocketAddress("192.0.2.1", 7790);
    long start = System.nanoTime();
    try (Connection connection =
        new Dialer(ends.dialling, _ -> List.of(closed, nowhere, ends.address()))
            .open(Ends.B, Ends.opening(), Duration.ofSeconds(30))) {
      assertTrue(connection.isOpen());
    }
    assertTrue(System.nanoTime() - start < 15_000_000_000L);
    IOException all =
        assertThrows(
            IOException.class,
            () ->
                new Dialer(ends.dialling, _ -> List.of(closed))
                    .open(Ends.B, Ends.opening(), Ends.LIMIT));
    assertTrue(all.getMessage().contains("port 1: "), all.getMessage());
  }

  @Test
  void closingTheLinkEndsAll() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    ends.accepting.close();
    assertFalse(there.isOpen());
    assertThrows(IOException.class, () -> here.in().read());
    assertThrows(IOException.class, ends::dial);
  }

  @Test
  void theRateStaysWithinTenPercentAndChangesAtOnce() throws Exception {
    Connection here = ends.dial();
    Connection there = ends.other();
    Thread.ofVirtual().start(() -> assertThrows(IOException.class, () -> drain(there)));
    OutputStream out = here.out();
    byte[] piece = new byte[Outbox.LONGEST];
    for (long rate : new long[] {2_000_000, 10_000_000}) {
      here.throttle().limit(rate);
      out.write(piece); // uses up what the bucket held
      for (int i = 0; i < rate / 8 / piece.length; i++) {
        out.write(piece);
      }
      long start = System.nanoTime();
      long before = here.bytesSent();
      for (int i = 0; i < rate / piece.length; i++) {
        out.write(piece);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double measured = (here.bytesSent() - before) / seconds;
      assertTrue(measured < rate * 1.1, () -> "%.0f instead of %d".formatted(measured, rate));
      assertTrue(measured > rate * 0.1, () -> "%.0f instead of %d".formatted(measured, rate));
    }
    here.throttle().limit(1000);
    Thread slow = writes(here, new byte[100_000]);
    here.throttle().limit(0);
    assertTrue(slow.join(Duration.ofSeconds(10)));
  }

  private static void drain(Connection connection) throws IOException {
    byte[] into = new byte[Outbox.FRAME];
    while (connection.in().read(into) >= 0) {}
    throw new IOException("ended");
  }

  @Test
  void theKeyFileIsReadOnlyIfNobodyElseMay() throws Exception {
    Path file = folder.resolve("key");
    Files.writeString(file, "0123456789abcdef".repeat(4) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    ClusterKey.Unusable open = assertThrows(ClusterKey.Unusable.class, () -> ClusterKey.read(file));
    assertTrue(open.getMessage().contains("mode 0640"), open.getMessage());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    ClusterKey.read(file);
    Files.writeString(file, "0123456789abcdeg".repeat(4) + "\n");
    ClusterKey.Unusable bad = assertThrows(ClusterKey.Unusable.class, () -> ClusterKey.read(file));
    assertFalse(bad.getMessage().contains("abcdeg"), bad.getMessage());
    assertInstanceOf(
        IOException.class,
        assertThrows(ClusterKey.Unusable.class, () -> ClusterKey.read(folder.resolve("missing"))));
  }
}
