package io.understudy.mirroring;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.api.mirror.Mirrors.CopyView;
import io.understudy.api.mirror.Mirrors.Direction;
import io.understudy.api.mirror.Mirrors.RuleView;
import io.understudy.linux.KernelChanges;
import io.understudy.linux.KernelTrees;
import io.understudy.mirroring.rule.RuleSettings;
import io.understudy.mirroring.rule.Rules;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both ends on one machine, with real connections and file systems; only the engine is a twin, and
/// the strategy is the smallest there can be. The two nodes have different paths for the rule,
/// which
/// real ones haven't.
class TwoNodesTest {
  private static final GroupId WEB = new GroupId("web");

  @TempDir Path folder;
  private Side a;
  private Side b;

  /// One node.
  private static final class Side implements AutoCloseable {
    final String name;
    final Path files;
    final DummyCluster cluster;
    final Works works;
    final WireStrategy strategy = new WireStrategy();

    Side(Path folder, String name, String peer, String own, String other, int port, String maxLag)
        throws IOException {
      this.name = name;
      Path home = Files.createDirectories(folder.resolve(name + "/home"));
      files = Files.createDirectories(folder.resolve(name + "/files"));
      Path key = home.resolve("key");
      Files.writeString(key, "0123456789abcdef".repeat(4));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      MirroringSettings settings =
          MirroringSettings.of(
              Map.of(
                  "key",
                  key.toString(),
                  "listen",
                  own,
                  "peers",
                  peer + "@" + other,
                  "port",
                  Integer.toString(port)),
              home);
      cluster = new DummyCluster(name, peer);
      works =
          new Works(settings, home, new KernelTrees(), new KernelChanges(), InstantSource.system());
      works.strategy(strategy);
      works.rules(
          new Rules(
              List.of(
                  RuleSettings.of(
                      Map.of(
                          "name", "mail",
                          "group", "web",
                          "path", files.toString(),
                          "interval", "continuous",
                          "maxLag", maxLag),
                      home)),
              home));
      works.cluster(cluster);
    }

    void write(String file, String content) throws IOException {
      Files.writeString(files.resolve(file), content);
    }

    Map<String, String> all() throws IOException {
      Map<String, String> found = new TreeMap<>();
      try (Stream<Path> walk = Files.walk(files)) {
        for (Path one : walk.toList()) {
          String text = Files.isDirectory(one) ? "/" : Files.readString(one);
          found.put(files.relativize(one).toString(), text);
        }
      }
      return found;
    }

    RuleView view() {
      return works.views().getFirst();
    }

    CopyView copy() {
      return view().copies().getFirst();
    }

    boolean isInStep() {
      return view().copies().stream().anyMatch(copy -> copy.state().equals("in step"));
    }

    @Override
    public void close() {
      works.close();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    int port;
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    a = new Side(folder, "a", "b", "127.0.0.1", "127.0.0.2", port, "1h");
    b = new Side(folder, "b", "a", "127.0.0.2", "127.0.0.1", port, "1h");
  }

  @AfterEach
  void end() {
    a.close();
    b.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
  }

  private void own(Side node, long term) {
    for (Side side : List.of(a, b)) {
      if (side == node) {
        side.works.own(WEB, new Term(term));
      }
      side.cluster.owner(node.name, term);
    }
  }

  private void inStep() {
    soon().ignoreExceptions().untilAsserted(() -> assertEquals(a.all(), b.all()));
  }

  @Test
  void theOwnersFilesComeToTheStandbyWhichKnowsThem() throws IOException {
    a.write("one", "1");
    b.write("stray", "nobody's");
    own(a, 1);
    inStep();
    a.write("two", "2");
    inStep();
    soon().until(b::isInStep);
    assertEquals(Direction.SENDS, a.view().direction());
    assertEquals(Direction.RECEIVES, b.view().direction());
    soon().until(a::isInStep);
    assertEquals(List.of(), a.works.problems());
  }

  @Test
  void aHandoverLosesNothingAndTurnsTheDirectionRound() throws Exception {
    own(a, 1);
    // Right after a claim nothing is heard yet: a flush then makes sure of all by a comparison, and
    // what changed meanwhile counts as unmirrored.
    soon().until(a::isInStep);
    for (int i = 0; i < 50; i++) {
      a.write("f" + i, "content " + i);
    }
    assertEquals(Outcome.DONE, a.works.flush(WEB, new NodeId("b"), Duration.ofSeconds(20)));
    assertEquals(a.all(), b.all());
    soon().until(b::isInStep); // the notice crossed the network
    own(b, 2);
    b.write("back", "1");
    Files.delete(b.files.resolve("f0"));
    inStep();
    assertFalse(Files.exists(a.files.resolve("f0")));
    assertEquals(List.of(), b.works.problems());
    assertEquals(List.of(), a.works.quarantine());
  }

  @Test
  void aTakeoverNamesWhatIsStaleAndTheReturningNodePutsItAway() throws Exception {
    own(a, 1);
    a.write("old", "1");
    inStep();
    soon().until(b::isInStep);
    a.works.strategyGone(a.strategy); // from now on nothing travels, but b hears of it
    a.write("lost", "nobody has it");
    soon().until(() -> b.copy().dirty() > 0);
    soon().until(() -> b.copy().names().contains("lost"));
    a.cluster.contact(false);
    b.cluster.contact(false);
    b.works.own(WEB, new Term(2));
    b.cluster.owner("b", 2);
    assertTrue(
        b.works.problems().toString().contains("changes of a missing"),
        b.works.problems().toString());
    assertTrue(b.works.problems().toString().contains("lost"));
    b.write("new", "2");
    a.works.strategy(a.strategy);
    a.cluster.owner("b", 2);
    a.cluster.contact(true);
    b.cluster.contact(true);
    inStep();
    assertFalse(Files.exists(a.files.resolve("lost")));
    soon().until(() -> a.works.quarantine().size() == 1);
    assertEquals("lost", a.works.quarantine().getFirst().path());
    soon().until(() -> !b.works.problems().toString().contains("missing"));
  }

  @Test
  void aStandbyWithoutACompleteCopyObjectsToATakeover() throws Exception {
    assertTrue(b.works.objection(WEB).isEmpty(), "nobody has owned anything yet");
    b.cluster.owner("a", 1);
    soon().until(() -> b.works.objection(WEB).isPresent());
    own(a, 1);
    soon().until(() -> b.works.objection(WEB).isEmpty());
    assertTrue(a.works.objection(WEB).isEmpty());
  }

  @Test
  void theOwnerGoesOnByItselfAfterItsMirroringBeganAnew() throws Exception {
    a.cluster.owner("a", 1);
    b.cluster.owner("a", 1);
    a.write("x", "1");
    inStep();
  }
}
