package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Container;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.Scenario;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two machines with a real systemd, Understudy installed on each as the README says, and Debian's
/// nginx.service as the group's service.
class SystemdTest extends PlayedOnStage {
  private static final String HOOK = "io.understudy.hook.systemd-web";
  private static final String UNIT = "nginx.service";

  @BeforeAll
  @Override
  void open() {
    assumeTrue(Container.obstacle().isEmpty(), () -> Container.obstacle().orElse(""));
    assumeTrue(Files.exists(Path.of("/lib/systemd/system/" + UNIT)), "nginx is not installed");
    stage = Stage.set(Topology.PAIR, Understudy::installed);
    understudy = (Understudy) stage.contender();
    for (Node node : stage.lab().nodes()) {
      NodeConfig config = understudy.config(node);
      config.omit("io.understudy.hook.http-web");
      config.set("io.understudy.heartbeat", "key", "/var/lib/understudy/config/cluster.key");
      config.set(HOOK, "name", "web").set(HOOK, "unit", UNIT);
    }
    stage.open();
    stage.awaitStandby();
  }

  private static String state(Node node, String unit) {
    return Container.run(node, "systemctl", "is-active", unit).output().strip();
  }

  private void isActiveAlone(Node node) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertEquals("active", state(node, UNIT));
              assertEquals("inactive", state(stage.lab().other(node), UNIT));
            });
  }

  private static void done(Node node, String... command) {
    Command.Result result = Container.run(node, command);
    assertTrue(result.succeeded(), result.output());
  }

  @Test
  void theUnitRunsOnTheOwnerAlone() {
    for (Node node : stage.lab().nodes()) {
      assertEquals("active", state(node, "understudy.service"));
    }
    isActiveAlone(owner());
  }

  @Test
  void aPowerLossMovesIt() {
    Node to = standby();
    takesOver(Scenario.POWER_LOSS);
    stage.calm();
    isActiveAlone(to);
  }

  @Test
  void aHandoverMovesIt() {
    Node to = standby();
    takesOver(Scenario.HANDOVER);
    isActiveAlone(to);
  }

  /// What `systemctl stop` or a shutdown of the machine does: the group is handed over first.
  @Test
  void aStoppedProgramHandsOver() {
    Node from = owner();
    Node to = standby();
    done(from, "systemctl", "stop", "understudy.service");
    isActiveAlone(to);
    assertSane();
    done(from, "systemctl", "start", "understudy.service");
    stage.calm();
    assertEquals(to, owner());
  }

  @Test
  void aKilledProgramIsStartedAgainBySystemd() {
    Node to = standby();
    done(owner(), "systemctl", "kill", "--signal=KILL", "understudy.service");
    isActiveAlone(to);
    assertSane();
    stage.calm();
    assertEquals(to, owner());
  }

  @Test
  void aKilledServiceIsStartedAgainInPlace() {
    Node owner = owner();
    String term = term();
    done(owner, "systemctl", "kill", "--signal=KILL", UNIT);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> moment(owner, "restarted", since).isPresent());
    isActiveAlone(owner);
    assertEquals(term, term());
  }

  @Test
  void aUnitThatCouldNotStartOrWouldStartByItselfIsTold() {
    Node standby = standby();
    done(standby, "systemctl", "mask", UNIT);
    told(standby, "masked");
    done(standby, "systemctl", "unmask", UNIT);
    done(standby, "systemctl", "enable", UNIT);
    told(standby, "enabled");
    done(standby, "systemctl", "disable", UNIT);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !understudy.commandLine(standby, "status").output().contains(UNIT));
  }

  private void told(Node node, String word) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> understudy.commandLine(node, "status").output().contains(word));
  }

  private void assertSane() {
    Duration outage = stage.client().polls().outage(since);
    assertTrue(outage.compareTo(SANE) < 0, () -> outage + reports());
  }
}
