package io.understudy.fencing.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Fence;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFenceTest {
  private static final Fence.Order ORDER =
      new Fence.Order(new NodeId("b"), new NodeId("a"), new GroupId("web"), new Term(7));

  @TempDir Path folder;
  private final AgentCatalog catalog = new AgentCatalog();

  @AfterEach
  void close() {
    catalog.close();
  }

  private AgentFence fence(Script script, String... more) {
    return new AgentFence(script.settings(more), folder, catalog);
  }

  private Path passwords(String content) throws Exception {
    Path file = folder.resolve("passwords");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> "";
      case Outcome.Failed(String reason) -> reason;
      case Outcome.Unknown(String reason) -> reason;
    };
  }

  @Test
  void cutsThePowerAndSeesThatItIsOff() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    assertEquals(Outcome.DONE, fence(script).fence(ORDER));
    assertEquals("off", script.power());
    assertTrue(
        script.heard().containsAll(List.of("action=off", "nodename=b", "action=status")),
        script.heard()::toString);
  }

  @Test
  void aVictimThatIsOffAlreadyIsDone() throws Exception {
    Script script = Script.but(folder, "off", "[ $(cat power) = on ] || exit 0; exit 1");
    Files.writeString(script.file("power"), "off\n");
    assertEquals(Outcome.DONE, fence(script).fence(ORDER));
  }

  @Test
  void anAgentThatFailsButWhosePowerIsOffHasDoneIt() throws Exception {
    Script script = Script.but(folder, "off", "echo off >power; exit 1");
    assertEquals(Outcome.DONE, fence(script).fence(ORDER));
  }

  @Test
  void anAgentThatSaysOffWhileItsStatusIsOnHasFailed() throws Exception {
    Outcome outcome = fence(Script.but(folder, "off", "exit 0")).fence(ORDER);
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(reason(outcome).contains("says off but its status is on"), reason(outcome));
  }

  @Test
  void aDeviceThatActsAMomentAfterItAnsweredIsWaitedFor() throws Exception {
    Script script =
        Script.but(folder, "status", "echo x >>asked; [ $(wc -l <asked) -gt 3 ] && exit 2; exit 0");
    assertEquals(Outcome.DONE, fence(script).fence(ORDER));
  }

  @Test
  void withoutItsStatusNothingIsKnown() throws Exception {
    Outcome outcome = fence(Script.but(folder, "status", "exit 1")).fence(ORDER);
    assertInstanceOf(Outcome.Unknown.class, outcome, outcome::toString);
    assertEquals(
        Outcome.DONE,
        fence(Script.but(folder, "status", "exit 1"), "verify", "off").fence(ORDER),
        "unless nobody wants to know");
  }

  @Test
  void anAgentThatFailsSaysWhy() throws Exception {
    Script script = Script.but(folder, "off", "echo Trying >&2; echo 'Login failed' >&2; exit 1");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, fence(script).fence(ORDER));
    assertTrue(failed.reason().contains("Trying / Login failed"), failed::toString);
    assertEquals("on", script.power());
  }

  @Test
  void anAgentThatFailsWithoutAStatusIsUnknown() throws Exception {
    Map<String, String> dead = new HashMap<>(Script.HONEST);
    dead.put("off", "exit 1");
    dead.put("status", "exit 1");
    assertInstanceOf(Outcome.Unknown.class, fence(Script.of(folder, dead)).fence(ORDER));
  }

  @Test
  void anAgentThatHangsIsKilledWithItsChildrenAndUnknown() throws Exception {
    Script script =
        Script.but(
            folder,
            "off",
            """
            trap '' TERM
            echo $$ >pids
            (trap '' TERM; sleep 600 & echo $! >>pids; wait) &
            setsid sleep 600 & echo $! >>pids
            while :; do wait; done\
            """);
    long began = System.nanoTime();
    Outcome outcome = fence(script, "timeout", "3s").fence(ORDER);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertInstanceOf(Outcome.Unknown.class, outcome);
    assertTrue(reason(outcome).contains("didn't end in time"), reason(outcome));
    assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took::toString);
    assertGone(Files.readAllLines(script.file("pids")));
  }

  private static void assertGone(List<String> pids) {
    assertFalse(pids.isEmpty());
    for (String pid : pids) {
      await(pid).until(() -> !ProcessHandle.of(Long.parseLong(pid)).isPresent() || zombie(pid));
    }
  }

  private static boolean zombie(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    } catch (java.io.IOException gone) {
      return true;
    }
  }

  @Test
  void anInterruptedAttemptKillsItsAgent() throws Exception {
    Script script = Script.but(folder, "off", "echo $$ >pids; sleep 600");
    AgentFence fence = fence(script);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread attempt =
        Thread.ofVirtual()
            .start(
                () ->
                    thrown.set(assertThrows(InterruptedException.class, () -> fence.fence(ORDER))));
    await().until(() -> Files.exists(script.file("pids")) && Files.size(script.file("pids")) > 0);
    attempt.interrupt();
    attempt.join();
    assertInstanceOf(InterruptedException.class, thrown.get());
    assertGone(Files.readAllLines(script.file("pids")));
  }

  @Test
  void rubbishIsHarmless() throws Exception {
    Script script =
        Script.but(
            folder,
            "off",
            "head -c 3000000 /dev/urandom; head -c 3000000 /dev/urandom >&2; echo off >power");
    assertEquals(Outcome.DONE, fence(script).fence(ORDER));
    Script failing = Script.but(folder, "off", "head -c 3000000 /dev/urandom >&2; exit 1");
    Outcome outcome = fence(failing).fence(ORDER);
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(reason(outcome).length() < 600, reason(outcome));
    assertFalse(reason(outcome).matches("(?s).*\\p{Cntrl}.*"), reason(outcome));
  }

  @Test
  void aSlowAgentHasItsTime() throws Exception {
    Script script = Script.but(folder, "off", "sleep 1; echo off >power");
    assertEquals(Outcome.DONE, fence(script, "timeout", "10s").fence(ORDER));
  }

  @Test
  void thePasswordGoesThroughStandardInputOnly() throws Exception {
    Script script =
        Script.but(
            folder, "off", "[ \"$password\" = 's3cret, \"x\" #' ] || exit 1; echo off >power");
    Path file = passwords("s3cret, \"x\" #\nsnmp_priv_passwd=0ther\n");
    assertEquals(Outcome.DONE, fence(script, "passwordFile", file.toString()).fence(ORDER));
    assertTrue(script.heard().contains("snmp_priv_passwd=0ther"));
    String shown =
        Files.readString(script.file("line")) + Files.readString(script.file("environment"));
    assertFalse(shown.contains("s3cret") || shown.contains("0ther"), shown);
  }

  @Test
  void theEnvironmentIsSmallAndEnglish() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    fence(script).fence(ORDER);
    List<String> environment = Files.readAllLines(script.file("environment"));
    assertTrue(environment.contains("LC_ALL=C"), environment::toString);
    assertTrue(environment.size() <= 7, environment::toString);
  }

  @Test
  void aPasswordThatTheAgentRepeatsIsMasked() throws Exception {
    Script script =
        Script.but(
            folder,
            "off",
            """
            head -c 5000 /dev/zero | tr '\\0' x >&2
            echo "GET /off?p=$password and $(printf %s "$password" | base64)" >&2
            exit 1\
            """);
    Path file = passwords("hunter2hunter2");
    String reason = reason(fence(script, "passwordFile", file.toString()).fence(ORDER));
    assertTrue(reason.contains("p=*** and ***"), reason);
    assertFalse(reason.contains("hunter2"), reason);
  }

  @Test
  void aPasswordThatIsCutAtItsBeginningIsNotShownEither() throws Exception {
    Script script =
        Script.but(folder, "off", "for i in $(seq 999); do printf %s $password >&2; done; exit 1");
    Path file = passwords("0123456789");
    String reason = reason(fence(script, "passwordFile", file.toString()).fence(ORDER));
    assertFalse(reason.contains("456789"), reason);
  }

  @Test
  void aPasswordFileThatOthersMayReadByThenIsNotUsed() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    Path file = passwords("s3cret");
    AgentFence fence = fence(script, "passwordFile", file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Outcome outcome = fence.fence(ORDER);
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(reason(outcome).contains("mode 0644"), reason(outcome));
    assertEquals("on", script.power());
  }

  @Test
  void aRebootIsDoneWhenItsStatusAnswersAgain() throws Exception {
    Script script = Script.but(folder, "status", "[ -e asked ] && exit 0; touch asked; exit 1");
    assertEquals(Outcome.DONE, fence(script, "action", "reboot").fence(ORDER));
    assertInstanceOf(
        Outcome.Unknown.class,
        fence(Script.but(folder, "status", "exit 1"), "action", "reboot").fence(ORDER));
    assertInstanceOf(
        Outcome.Unknown.class,
        fence(Script.but(folder, "reboot", "exit 1"), "action", "reboot").fence(ORDER));
  }

  @Test
  void powerComesBackAfterAConfirmedOff() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    assertEquals(Outcome.DONE, fence(script, "thenOn", "on").fence(ORDER));
    await().until(() -> script.power().equals("on"));
  }

  @Test
  void powerThatDoesNotComeBackIsAProblemAndNoFailure() throws Exception {
    Script script = Script.but(folder, "on", "echo 'fuse blown' >&2; exit 1");
    AgentFence fence = fence(script, "thenOn", "on");
    assertEquals(Outcome.DONE, fence.fence(ORDER));
    await().until(() -> fence.problems().size() == 1);
    assertTrue(fence.problems().getFirst().what().contains("fuse blown"));
    Files.writeString(script.file("power"), "on\n");
    assertEquals(Outcome.DONE, fence.test());
    assertEquals(List.of(), fence.problems());
  }

  @Test
  void theDelayCountsForTheLimitAndIsWaited() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    AgentFence fence = fence(script, "delay", "300ms", "delayMax", "100ms", "timeout", "5s");
    assertEquals(Duration.ofMillis(5400), fence.limit());
    long began = System.nanoTime();
    assertEquals(Outcome.DONE, fence.fence(ORDER));
    assertTrue(System.nanoTime() - began >= 300_000_000L);
  }

  @Test
  void anotherVictimIsLeftAlone() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    Fence.Order other =
        new Fence.Order(new NodeId("c"), new NodeId("a"), new GroupId("web"), new Term(7));
    assertInstanceOf(Outcome.Failed.class, fence(script).fence(other));
    assertEquals("on", script.power());
  }

  @Test
  void aTestLeavesThePowerAlone() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    assertEquals(Outcome.DONE, fence(script).test());
    assertEquals("on", script.power());
    assertFalse(script.heard().contains("action=off"));
    assertEquals(
        Outcome.DONE,
        fence(Script.but(folder, "monitor", "exit 1")).test(),
        "status stands in for monitor");
    assertInstanceOf(
        Outcome.Failed.class,
        fence(Script.but(folder, "status", "exit 1")).test(),
        "without a status no off is ever confirmed");
    assertEquals(
        Outcome.DONE, fence(Script.but(folder, "status", "exit 1"), "verify", "off").test());
  }

  @Test
  void anAgentThatIsGoneByThenHasFailed() throws Exception {
    Script script = Script.of(folder, Script.HONEST);
    AgentFence fence = fence(script);
    Files.delete(script.program());
    Outcome outcome = fence.fence(ORDER);
    assertFalse(outcome instanceof Outcome.Done, outcome::toString);
  }
}
