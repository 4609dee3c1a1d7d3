package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong settings on the running owner: a clear message, the last good state stays, nothing moves.
class BadInputTest extends PlayedOnStage {
  /// Where the UDP header and its content begin in an Ethernet frame with IPv4.
  private static final int UDP = 14 + 20;

  private static final int DATAGRAM = UDP + 8;

  @AfterEach
  void whatIsRightIsTakenAgain() {
    Node owner = owner();
    for (String pid :
        new String[] {
          "io.understudy.engine",
          "io.understudy.takeover-web",
          "io.understudy.arbitration.device-d1",
          "io.understudy.heartbeat.path-cross1",
          "io.understudy.hook.http-web"
        }) {
      understudy.config(owner).save(pid);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertFalse(
                    understudy.status(owner).at("problems").list().stream()
                        .anyMatch(
                            problem -> problem.at("subject").text().orElse("").contains(".cfg")),
                    this::reports));
  }

  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "io.understudy.engine                | colour    | blue",
        "io.understudy.engine                | profile   | warp",
        "io.understudy.engine                | lease     | 5ms",
        "io.understudy.takeover-web          | addresses | 10.77.0.100",
        "io.understudy.takeover-web          | addresses | ten.dot.one/24",
        "io.understudy.takeover-web          | mac       | purple",
        "io.understudy.arbitration.device-d1 | address   | 10.77.0.256",
        "io.understudy.arbitration.device-d1 | weight    | heavy",
        "io.understudy.heartbeat.path-cross1 | port      | 77890",
        "io.understudy.heartbeat.path-cross1 | remote    | not-an-address",
        "io.understudy.hook.http-web         | status    | fine",
      })
  void aWrongSettingIsRefusedByName(String pid, String key, String value) {
    Node owner = owner();
    String term = term();
    understudy.config(owner).write(pid, understudy.config(owner).text(pid) + key + " = " + value);
    told(owner, key);
    nothingMoved(owner, term);
  }

  /// The status and the log name what is wrong.
  private void told(Node node, String word) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              assertTrue(
                  understudy.status(node).at("problems").list().stream()
                      .anyMatch(problem -> String.valueOf(problem.value()).contains(word)),
                  () -> "no problem names " + word + understudy.report(node));
              assertTrue(
                  Files.readString(node.home().resolve("log/understudy.log")).contains(word),
                  () -> "the log doesn't name " + word);
            });
  }

  @Test
  void anInterfaceThatIsNotThereIsSaid() {
    Node owner = owner();
    String term = term();
    String pid = "io.understudy.takeover-web";
    understudy.config(owner).write(pid, understudy.config(owner).text(pid).replace("eth0", "eth9"));
    told(owner, "eth9");
    nothingMoved(owner, term);
  }

  @Test
  void anEmptyFileIsRefused() {
    Node owner = owner();
    String term = term();
    understudy.config(owner).write("io.understudy.engine", "");
    told(owner, "io.understudy.engine");
    nothingMoved(owner, term);
  }

  /// Real beats of the standby, from its address and port, with bits turned over or their end
  /// missing.
  @Test
  void forgedAndTruncatedBeatsAreCountedAndIgnored() {
    Node owner = owner();
    String term = term();
    double before = refused(owner);
    Random random = new Random(7);
    List<byte[]> forged = overheard();
    for (byte[] frame : forged) {
      if (random.nextBoolean()) {
        frame[DATAGRAM + random.nextInt(frame.length - DATAGRAM)] ^=
            (byte) (1 << random.nextInt(8));
      } else {
        ByteBuffer.wrap(frame).putShort(UDP + 4, (short) (9 + random.nextInt(40)));
      }
    }
    stage.lab().inject(owner, forged);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> refused(owner) >= before + forged.size());
    nothingMoved(owner, term);
  }

  /// Beats of the standby to the owner, without checksums, which the network's offloading left
  /// undone.
  private List<byte[]> overheard() {
    List<byte[]> frames = stage.lab().overhear(standby(), 7789, 40, Duration.ofSeconds(5));
    assertFalse(frames.isEmpty());
    frames.forEach(frame -> ByteBuffer.wrap(frame).putShort(UDP + 6, (short) 0));
    return frames;
  }

  private double refused(Node node) {
    return understudy.status(node).at("paths").list().stream()
        .mapToDouble(path -> path.at("refused").number())
        .sum();
  }

  @Test
  void replayedBeatsAreIgnored() {
    Node owner = owner();
    String term = term();
    List<byte[]> recorded = overheard();
    double before = refused(owner);
    stage.lab().inject(owner, recorded);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> refused(owner) >= before + recorded.size());
    nothingMoved(owner, term);
  }

  @Test
  void aFullDiskUnderDataIsToldAndNothingMoves() throws IOException {
    Node node = standby();
    Node owner = owner();
    String term = term();
    // The node's data, on a small file system of its own from the next start on.
    node.smallDisk(node.home().resolve("data"), 64);
    stage.lab().faults().powerLoss(node).heal();
    understudy.start(node);
    stage.calm();
    Path data = Node.inside(understudy.process(node), node.home().resolve("data"));
    fill(data.resolve("fill"));
    understudy.order(node, "standby", "--reason=full");
    told(node, "data/ has");
    nothingMoved(owner, term);
    Files.delete(data.resolve("fill"));
    understudy.order(node, "rejoin");
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      // As wanted.
    }
  }
}
