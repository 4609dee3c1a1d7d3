package io.understudy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.shell.TestClient.Answer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
  @TempDir Path data;

  private final DummyEngine engine = new DummyEngine();
  private final EngineAccess access = new EngineAccess();
  private final AtomicInteger restarts = new AtomicInteger();
  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    Restart restart =
        new Restart(null) {
          @Override
          void soon() {
            restarts.incrementAndGet();
          }
        };
    server = new ControlServer(new Commands(access, restart, "0.1.0"), data);
    access.bindCluster(engine);
    access.bindControl(engine);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void onlyTheNodesUserCanOpenTheSocket() throws IOException {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("control.sock"))));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
  }

  @Test
  void statusShowsGroupsPathsDevicesAndRemedies() throws IOException {
    Answer answer = ask("status");
    assertEquals(0, answer.code());
    for (String part :
        List.of(
            "web",
            "owner",
            "198 ms (grant)",
            "10.0.0.100",
            "nginx is running",
            "router",
            "NO: network is unreachable",
            "best effort",
            "HELD in standby (automatic)",
            "FAILED: no route to the strip",
            "understudy fence-test b",
            "look at the cable at node b")) {
      assertTrue(answer.out().contains(part), part + " in\n" + answer.out());
    }
  }

  @Test
  void statusForProgramsIsJson() throws IOException {
    Map<String, Object> all = JSON.std.mapFrom(ask("status", "--json").out());
    assertEquals(Boolean.TRUE, all.get("engine"));
    assertEquals("a", all.get("node"));
    Map<?, ?> group = (Map<?, ?>) ((List<?>) all.get("groups")).getFirst();
    assertEquals("owner", group.get("role"));
    assertEquals(198.0, group.get("leaseMs"));
    assertEquals(1, ((List<?>) all.get("problems")).size());
    assertEquals(Boolean.TRUE, ((Map<?, ?>) all.get("held")).get("automatic"));
    Map<?, ?> tested = (Map<?, ?>) ((List<?>) all.get("fences")).get(1);
    assertEquals("failed", ((Map<?, ?>) tested.get("lastTest")).get("outcome"));
  }

  @Test
  void withoutAnEngineStatusStillShowsWhatOthersReport() throws IOException {
    access.unbindCluster(engine);
    access.bindReporting(() -> List.of(DummyEngine.PROBLEM));
    Answer answer = ask("status");
    assertEquals(1, answer.code());
    assertTrue(answer.out().contains("look at the cable"), answer.out());
  }

  @Test
  void anOrderWaitsForAnEngineThatIsBeingReplaced() throws Exception {
    access.unbindControl(engine);
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ask("rejoin");
              } catch (IOException failed) {
                throw new IllegalStateException(failed);
              }
            });
    access.bindControl(engine);
    assertEquals(0, answer.get().code());
    assertEquals(List.of("rejoin"), engine.orders);
  }

  @Test
  void ordersReachTheEngineWithTheirArguments() throws IOException {
    ask("handover", "web", "b");
    ask("standby", "--reason", "new fan, two words");
    ask("claim", "web", "--alone");
    ask("maintenance", "on");
    assertEquals(
        List.of(
            "handover web b",
            "standby new fan, two words by " + System.getProperty("user.name"),
            "claim web",
            "maintenance true"),
        engine.orders);
  }

  @Test
  void refusalAndUncertaintyHaveExitCodesOfTheirOwn() throws IOException {
    engine.answer = new Outcome.Failed("node b is not in contact");
    Answer refused = ask("handover", "web", "b");
    assertEquals(1, refused.code());
    assertEquals("understudy: node b is not in contact\n", refused.error());
    engine.answer = new Outcome.Unknown("no word from node b within 5 s");
    assertEquals(4, ask("handover", "web", "b").code());
  }

  @Test
  void aCommandLineThatIsWrongSaysWhichWouldBeRight() throws IOException {
    assertUsage("understudy: use: understudy handover GROUP NODE\n", "handover", "web");
    assertUsage("understudy: there is no command 'frob'; see 'understudy help'\n", "frob");
    assertUsage(
        "understudy: '--force' isn't known here; use: understudy rejoin [--without-peer]\n",
        "rejoin",
        "--force");
    assertTrue(ask("claim", "web").error().contains("--alone"));
    assertTrue(ask("handover", "mail", "b").error().contains("there are: [web]"));
    assertEquals(List.of(), engine.orders);
  }

  @Test
  void aFenceIsAnsweredByOneLineThatNamesNodeIncarnationAndTerm() throws IOException {
    Answer done = ask("stand-down", "web", "8", "b");
    assertEquals(0, done.code());
    assertEquals("node=a incarnation=2a term=7 outcome=done\n", done.out());
    assertEquals(List.of("stand down web 8 b"), engine.orders);
  }

  @Test
  void aRefusedFenceIsToldFromOneThatFailed() throws IOException {
    engine.answer = new Outcome.Failed("term 9 is\nnewer");
    engine.known = new Term(9);
    Answer refused = ask("stand-down", "web", "8", "b");
    assertEquals(1, refused.code());
    assertEquals(
        "node=a incarnation=2a term=9 outcome=refused reason=term 9 is newer\n", refused.out());
    engine.known = new Term(7);
    assertEquals(
        "node=a incarnation=2a term=7 outcome=failed reason=term 9 is newer\n",
        ask("stand-down", "web", "8", "b").out());
  }

  @Test
  void aMissingEngineIsNotWaitedForByAFence() throws IOException {
    access.unbindControl(engine);
    Answer answer = ask("stand-down", "web", "8", "b");
    assertEquals(1, answer.code());
    assertEquals("", answer.out());
  }

  @Test
  void aCheckOfTheLoginOrdersNothing() throws IOException {
    assertEquals("node=a incarnation=2a term=0 outcome=done\n", ask("stand-down-check").out());
    assertEquals(List.of(), engine.orders);
  }

  @Test
  void theWordThatANodeIsOffNeedsItsNameTwice() throws IOException {
    assertEquals(2, ask("fenced", "b").code());
    assertEquals(2, ask("fenced", "b", "--i-have-checked").code());
    assertEquals(2, ask("fenced", "b", "--i-have-checked", "--confirm=a").code());
    assertEquals(List.of(), engine.orders);
    assertEquals(0, ask("fenced", "b", "--i-have-checked", "--confirm=b").code());
    assertEquals(List.of("fenced b"), engine.orders);
  }

  @Test
  void fencesAreTestedAllOrByName() throws IOException {
    Answer all = ask("fence-test");
    assertEquals(0, all.code());
    assertTrue(all.out().contains("works"), all.out());
    assertEquals(List.of("test b", "test strip"), engine.orders);
    engine.answer = new Outcome.Failed("10.0.0.2: the host key isn't pinned");
    Answer one = ask("fence-test", "b");
    assertEquals(1, one.code());
    assertTrue(one.out().contains("FAILED: 10.0.0.2: the host key isn't pinned"), one.out());
    assertTrue(ask("fence-test", "c").error().contains("there are: [b, strip]"));
  }

  @Test
  void rejoiningWithoutThePeerIsSaidExplicitly() throws IOException {
    ask("rejoin", "--without-peer");
    assertEquals(List.of("rejoin alone"), engine.orders);
  }

  @Test
  void aRestartIsRefusedUnlessTheEngineHasPaused() throws IOException {
    engine.answer = new Outcome.Failed("no long grant in time; hand over first");
    assertEquals(1, ask("restart").code());
    assertEquals(0, restarts.get());
    engine.answer = Outcome.DONE;
    assertEquals(0, ask("restart").code());
    assertEquals(1, restarts.get());
  }

  @Test
  void followingEventsShowsEachOnce() throws Exception {
    engine.happen(1, "first");
    try (SocketChannel channel = new TestClient(data).send("events", "--follow")) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      assertTrue(frame(in).contains("first"));
      engine.happen(2, "second");
      assertTrue(frame(in).contains("second"));
      engine.history.clear();
      engine.happen(3, "after a new engine came");
      assertTrue(frame(in).contains("after a new engine came"));
    }
  }

  @Test
  void aClientThatSaysNothingIsCutOff() throws IOException {
    try (SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.connect(UnixDomainSocketAddress.of(data.resolve("control.sock")));
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertEquals(-1, silent.read(ByteBuffer.allocate(1))));
    }
  }

  private void assertUsage(String message, String... words) throws IOException {
    Answer answer = ask(words);
    assertEquals(2, answer.code());
    assertEquals(message, answer.error());
  }

  private Answer ask(String... words) throws IOException {
    return new TestClient(data).ask(words);
  }

  private static String frame(DataInputStream in) throws IOException {
    String text = "";
    while (text.isEmpty()) {
      assertEquals('o', in.readUnsignedByte());
      text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
    return text;
  }
}
