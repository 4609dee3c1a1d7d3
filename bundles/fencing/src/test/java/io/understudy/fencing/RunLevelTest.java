package io.understudy.fencing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a script in systemctl's place, so that it runs without systemd.
class RunLevelTest {
  @TempDir Path directory;
  private final DummyCluster cluster = new DummyCluster();
  private RunLevel runLevel;
  private Path calls;

  @BeforeEach
  void stage() throws Exception {
    calls = Files.createFile(directory.resolve("calls"));
    systemctl("[ $2 = isolate ] && echo $3 >active; [ \"$(cat active)\" = $3 ]");
    start();
  }

  @AfterEach
  void end() throws Exception {
    runLevel.close();
  }

  @Test
  void aNodeThatIsHeldGoesToStandbyAndComesBack() throws Exception {
    bind();
    cluster.hold(true);
    awaitLast("isolate us-standby.target");
    cluster.hold(true);
    cluster.hold(false);
    awaitLast("isolate multi-user.target");
    assertEquals(2, calls().stream().filter(call -> call.startsWith("isolate")).count());
  }

  @Test
  void aNodeThatStartsFreeStaysWhereItIs() throws Exception {
    bind();
    cluster.hold(false);
    cluster.hold(true);
    awaitLast("isolate us-standby.target");
    assertEquals(List.of("isolate us-standby.target"), calls());
  }

  @Test
  void aNodeThatStartsHeldIsBroughtToStandbyUnlessItIsThere() throws Exception {
    cluster.hold(true);
    bind();
    awaitLast("isolate us-standby.target");
    assertEquals(List.of("is-active us-standby.target", "isolate us-standby.target"), calls());
    Path active = directory.resolve("active");
    Awaitility.await()
        .until(
            () -> Files.exists(active) && Files.readString(active).equals("us-standby.target\n"));
    runLevel.close();
    start();
    bind();
    awaitLast("is-active us-standby.target");
    assertEquals(3, calls().size());
  }

  @Test
  void anEngineThatIsReplacedChangesNothing() throws Exception {
    bind();
    cluster.hold(true);
    awaitLast("isolate us-standby.target");
    runLevel.unbindCluster(cluster);
    bind();
    cluster.hold(false);
    awaitLast("isolate multi-user.target");
    assertEquals(2, calls().size());
  }

  @Test
  void aChangeThatFailsIsAProblemUntilOneSucceeds() throws Exception {
    systemctl("echo 'Failed to isolate: refused'; exit 4");
    bind();
    cluster.hold(true);
    Awaitility.await().until(() -> !runLevel.problems().isEmpty());
    String what = runLevel.problems().getFirst().what();
    assertTrue(what.contains("us-standby.target failed: Failed to isolate: refused"), what);
    systemctl("exit 0");
    cluster.hold(false);
    Awaitility.await().until(() -> runLevel.problems().isEmpty());
  }

  @Test
  void aChangeThatHangsIsAProblem() throws Exception {
    systemctl("exec sleep 10");
    bind();
    cluster.hold(true);
    Awaitility.await()
        .atMost(Duration.ofSeconds(8))
        .until(() -> runLevel.problems().stream().anyMatch(one -> one.what().contains("no end")));
  }

  @Test
  void whatIsNoTargetIsRefused() {
    RunLevelSettingsCheck check = new RunLevelSettingsCheck();
    for (String bad : List.of("rescue", "-x.target", "a b.target", "rescue.service")) {
      List<SettingsCheck.Objection> objections = check.check(Map.of("standbyTarget", bad));
      assertEquals(1, objections.size(), bad);
      assertEquals("standbyTarget", objections.getFirst().key());
    }
    assertEquals("rejoinTarget", check.check(Map.of("rejoinTarget", "3")).getFirst().key());
    assertEquals("timeout", check.check(Map.of("timeout", "0s")).getFirst().key());
    assertEquals(List.of(), check.check(Map.of()));
  }

  private void start() {
    runLevel =
        new RunLevel(
            Map.of(
                "standbyTarget",
                "us-standby.target",
                "rejoinTarget",
                "multi-user.target",
                "systemctl",
                directory.resolve("systemctl").toString(),
                "timeout",
                "3s"));
  }

  private void bind() throws Exception {
    runLevel.bindCluster(cluster);
  }

  private void systemctl(String body) throws IOException {
    Path script = directory.resolve("systemctl");
    Path fresh = directory.resolve("systemctl.new");
    Files.writeString(
        fresh, "#!/bin/sh\ncd %s\necho $2 $3 >>calls\n%s\n".formatted(directory, body));
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
    Files.move(fresh, script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(calls);
  }

  private void awaitLast(String call) {
    Awaitility.await()
        .untilAsserted(() -> assertEquals(call, calls().isEmpty() ? "" : calls().getLast()));
  }
}
