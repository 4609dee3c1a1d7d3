package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nodes that are set up wrongly: they say so, and nobody answers twice.
@ExtendWith(NeedsLab.class)
class BadStartTest {
  private Stage stage;
  private Understudy understudy;
  private Node a;
  private Node b;
  private Instant since;

  @BeforeEach
  void set() {
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
    a = stage.lab().node("a");
    b = stage.lab().node("b");
    since = Instant.now();
  }

  @AfterEach
  void close() {
    assertEquals(Duration.ZERO, stage.witness().bothAnswered(since));
    stage.close();
  }

  private void told(Node node, String... words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(25))
        .untilAsserted(
            () -> {
              String problems = String.valueOf(understudy.status(node).at("problems").value());
              for (String word : words) {
                assertTrue(problems.contains(word), () -> word + "?" + understudy.report(node));
              }
            });
    assertTrue(
        ProcessHandle.of(understudy.process(node)).filter(ProcessHandle::isAlive).isPresent(),
        "nothing crashes");
  }

  @Test
  void twoNodesWithOneNameAreTold() {
    understudy.config(b).set("io.understudy.engine", "node", "a");
    stage.lab().nodes().forEach(understudy::start);
    told(a, "no beat of b arrives");
    told(b, "it leads to 'a', which is this node's own name");
  }

  @Test
  void aWrongKeyIsTold() throws IOException {
    stage.lab().nodes().forEach(understudy::prepare);
    Files.writeString(understudy.config(b).directory().resolve("cluster.key"), "0".repeat(64));
    stage.lab().nodes().forEach(understudy::start);
    told(a, "key");
    told(b, "key");
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws IOException {
    understudy.prepare(a);
    Path key = understudy.config(a).directory().resolve("cluster.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    understudy.start(a);
    told(a, "cluster.key", "600");
  }

  @Test
  void aCorruptStateFileIsToldAndTheNodeComesBackAsStandby() throws IOException {
    stage.open();
    Node owner = stage.owner();
    Node standby = stage.lab().other(owner);
    var off = stage.lab().faults().powerLoss(standby);
    for (Path file : state(standby)) {
      Files.write(file, new byte[] {7, 7, 7, 7, 7, 7, 7, 7});
    }
    off.heal();
    understudy.start(standby);
    told(standby, "corrupt");
    assertEquals(Optional.of(owner), stage.contender().owner(), () -> understudy.report(standby));
  }

  /// The files directly under data/, apart from sockets and locks.
  private static List<Path> state(Node node) throws IOException {
    try (var files = Files.list(node.home().resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().contains("lock"))
          .toList();
    }
  }

  @Test
  void aMissingConfigurationIsSaidAtTheCommandLine() throws IOException {
    understudy.prepare(a);
    Path nowhere = stage.lab().scratch().resolve("nowhere");
    var result =
        a.space()
            .attempt(
                Duration.ofSeconds(20),
                understudy.program(a).script(),
                "run",
                "--home",
                nowhere.toString());
    assertEquals(1, result.status());
    assertTrue(result.output().contains("init --home"), result::output);
  }
}
