package io.understudy.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandDownTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ORDER = "standby web 17 a";
  private static final String ENDED = "node=b incarnation=0 term=0 outcome=done\n";

  @TempDir Path home;
  private Path data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Optional<Process> node = Optional.empty();
  private Optional<ServerSocketChannel> socket = Optional.empty();

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/io.understudy.engine.cfg"), "node = b\nnodes = a, b\n");
    data = Home.open(home).data();
  }

  @AfterEach
  void end() throws IOException {
    node.ifPresent(Process::destroyForcibly);
    if (socket.isPresent()) {
      socket.get().close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sh",
        "standby",
        "standby web 17",
        "standby web 17 a b",
        "standby web 17 a; reboot",
        "standby  web 17 a",
        "standby web 17 a\n",
        "standby web 017 a",
        "standby web -1 a",
        "standby web 9999999999999999999 a",
        "standby ../x 17 a",
        "standby WEB 17 a",
        "standby --help 17 a",
        "check it",
        "Check",
        "stand-down web 17 a"
      })
  void nothingButItsTwoOrdersIsObeyed(String order) throws Exception {
    start();
    assertThrows(UsageException.class, () -> obey(order));
    assertTrue(node.orElseThrow().isAlive());
    assertTrue(Files.notExists(data.resolve("held.order")));
  }

  @Test
  void aLoginWithoutAnOrderIsRefused() {
    assertThrows(
        UsageException.class,
        () -> new StandDown(home, PATIENCE).obey(Optional.empty(), new PrintStream(out)));
  }

  @Test
  void theAnswerOfARunningNodeIsHandedOn() throws Exception {
    start();
    String line = "node=b incarnation=2a term=17 outcome=done\n";
    answer("stand-down\0web\00017\0a", line, 0);
    assertEquals(Main.OK, obey(ORDER));
    assertEquals(line, out.toString(StandardCharsets.UTF_8));
    assertTrue(node.orElseThrow().isAlive());
  }

  @Test
  void aRefusalOfARunningNodeIsHandedOn() throws Exception {
    start();
    String line = "node=b incarnation=2a term=19 outcome=refused reason=term 19 is newer\n";
    answer("stand-down\0web\00017\0a", line, 1);
    assertEquals(Main.FAILED, obey(ORDER));
    assertEquals(line, out.toString(StandardCharsets.UTF_8));
    assertTrue(node.orElseThrow().isAlive());
  }

  @Test
  void aNodeThatHangsIsEndedAndHeld() throws Exception {
    start();
    signal("STOP");
    listenOnly();
    assertEquals(Main.OK, obey(ORDER, Duration.ofMillis(300)));
    assertEquals(ENDED, out.toString(StandardCharsets.UTF_8));
    assertTrue(node.orElseThrow().waitFor(5, TimeUnit.SECONDS));
    String held = Files.readString(data.resolve("held.order"));
    assertTrue(held.contains("by=node a\n"), held);
    assertTrue(held.contains("term 17"), held);
    assertTrue(held.contains("\nat=20"), held);
  }

  @Test
  void aNodeWithoutAnEngineIsEnded() throws Exception {
    start();
    answer("stand-down\0web\00017\0a", "", 1);
    assertEquals(Main.OK, obey(ORDER));
    assertTrue(node.orElseThrow().waitFor(5, TimeUnit.SECONDS));
  }

  @Test
  void aDeadNodeIsHeldAtOnce() throws Exception {
    long began = System.nanoTime();
    assertEquals(Main.OK, obey(ORDER));
    assertEquals(ENDED, out.toString(StandardCharsets.UTF_8));
    assertTrue(Files.exists(data.resolve("held.order")));
    assertTrue(System.nanoTime() - began < 15_000_000_000L);
  }

  @Test
  void aNewerTermOnTheDiskIsRefusedAndNothingEnds() throws Exception {
    start();
    state("group.web.term=19\n", "group.web.term=18\n");
    assertEquals(Main.FAILED, obey(ORDER));
    assertEquals(
        "node=b incarnation=0 term=19 outcome=refused reason=term 19 is newer\n",
        out.toString(StandardCharsets.UTF_8));
    assertTrue(node.orElseThrow().isAlive());
    assertTrue(Files.notExists(data.resolve("held.order")));
  }

  @Test
  void anotherGroupsTermIsNoReason() throws Exception {
    state("group.mail.term=19\ngroup.web.term=16\n", "");
    assertEquals(Main.OK, obey(ORDER));
    assertEquals(
        "node=b incarnation=0 term=16 outcome=done\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aProcessThatTookAnEndedNodesNumberIsLeftAlone() throws Exception {
    start();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(data.resolve("lock"), stranger.pid() + "\n");
      assertEquals(Main.FAILED, obey(ORDER));
      assertTrue(stranger.isAlive());
      assertTrue(out.toString(StandardCharsets.UTF_8).contains(" outcome=failed reason="));
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aCheckEndsNothing() throws Exception {
    start();
    assertEquals(Main.OK, obey("check"));
    assertTrue(
        out.toString(StandardCharsets.UTF_8)
            .startsWith("node=b incarnation=0 term=0 outcome=done reason=no node answers"));
    assertTrue(node.orElseThrow().isAlive());
  }

  @Test
  void aSecondLoginFindsItDone() throws Exception {
    long began = System.nanoTime();
    StandDown.Order order = new StandDown.Order("web", 17, "a");
    String first = new Emergency(home, "b").carryOut(order, began);
    Files.delete(data.resolve("held.order"));
    assertEquals(first, new Emergency(home, "b").carryOut(order, began));
    assertFalse(Files.exists(data.resolve("held.order")));
    new Emergency(home, "b").carryOut(order, System.nanoTime());
    assertTrue(Files.exists(data.resolve("held.order")));
  }

  private int obey(String order) throws Exception {
    return obey(order, PATIENCE);
  }

  private int obey(String order, Duration patience) throws Exception {
    return new StandDown(home, patience)
        .obey(Optional.of(order), new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private void start() throws Exception {
    node = Optional.of(LockHolder.start(home));
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(node.orElseThrow().pid()))
        .start()
        .waitFor();
  }

  private void state(String first, String second) throws IOException {
    byte[] slots = new byte[128 * 1024];
    byte[] header = "UNDSTATE....\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2; i++) {
      byte[] text = (i == 0 ? first : second).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(header, 0, slots, i * 64 * 1024, header.length);
      System.arraycopy(text, 0, slots, i * 64 * 1024 + header.length, text.length);
    }
    Files.write(data.resolve("cluster.state"), slots);
  }

  /// The kernel takes connections for it, and nobody answers.
  private void listenOnly() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(Home.socket(home)));
    socket = Optional.of(server);
  }

  private void answer(String expected, String line, int code) throws IOException {
    listenOnly();
    Thread.ofVirtual()
        .start(
            () -> {
              try (SocketChannel client = socket.orElseThrow().accept()) {
                ByteBuffer request = ByteBuffer.allocate(1024);
                while (client.read(request) >= 0) {}
                String said = StandardCharsets.UTF_8.decode(request.flip()).toString();
                if (said.equals(expected)) {
                  byte[] text = line.getBytes(StandardCharsets.UTF_8);
                  ByteBuffer frames = ByteBuffer.allocate(14 + text.length);
                  frames.put((byte) 'o').putInt(text.length).put(text);
                  frames.put((byte) 'x').putInt(4).putInt(code).flip();
                  client.write(frames);
                }
              } catch (IOException ended) {
                // the test has ended
              }
            });
  }
}
