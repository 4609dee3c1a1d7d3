package io.understudy.fencing;

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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Against a real OpenSSH server.
@EnabledIf(
    value = "io.understudy.fencing.Sshd#available",
    disabledReason = "needs root and the package openssh-server")
class SshFenceTest {
  private static final Fence.Order ORDER =
      new Fence.Order(new NodeId("b"), new NodeId("a"), new GroupId("web"), new Term(17));
  private static final String DONE = "echo node=b incarnation=4fd2 term=17 outcome=done";

  @TempDir Path home;
  private final Logins logins = new Logins();
  private Sshd sshd;

  @AfterEach
  void end() {
    logins.close();
    if (sshd != null) {
      sshd.close();
    }
  }

  @Test
  void aConfirmationOfTheVictimIsDone() throws Exception {
    serve("[ \"$SSH_ORIGINAL_COMMAND\" = 'standby web 17 a' ] || exit 2\n" + DONE);
    assertEquals(Outcome.DONE, fence(sshd.address()).fence(ORDER));
  }

  @Test
  void aNodeThatEndedTheVictimsProcessConfirmsToo() throws Exception {
    serve("echo 'node=b incarnation=0 term=0 outcome=done reason=the hold is not on the disk yet'");
    assertEquals(Outcome.DONE, fence(sshd.address()).fence(ORDER));
  }

  @Test
  void aNewerTermIsAFailureThatNamesIt() throws Exception {
    serve("echo 'node=b incarnation=4fd2 term=19 outcome=refused reason=newer'; exit 1");
    Fence.Refusal refusal =
        assertThrows(Fence.Refusal.class, () -> fence(sshd.address()).fence(ORDER));
    assertEquals(new Term(19), refusal.newer());
  }

  @Test
  void theFirstOfTwoAddressesThatConfirmsWins() throws Exception {
    serve(DONE);
    try (Sshd slow = Sshd.start(home.resolve("slow"), "exec sleep 60")) {
      Sshd.pin(home.resolve("known_hosts"), sshd, slow);
      long began = System.nanoTime();
      Fence fence = fence(slow.address() + ", " + sshd.address(), "timeout", "40s");
      assertEquals(Outcome.DONE, fence.fence(ORDER));
      assertTrue(System.nanoTime() - began < 20_000_000_000L);
    }
  }

  @Test
  void anAddressThatIsDeadDoesNotMatterWhileAnotherConfirms() throws Exception {
    serve(DONE);
    Fence fence = fence("127.0.0.1:" + Sshd.freePort() + ", " + sshd.address());
    assertEquals(Outcome.DONE, fence.fence(ORDER));
  }

  @Test
  void aConnectionThatIsRefusedLeavesItOpen() throws Exception {
    Sshd.key(home.resolve("id"));
    unknown(fence("127.0.0.1:" + Sshd.freePort()), "Connection refused");
  }

  @Test
  void aServerThatTakesTheConnectionAndHangsLeavesItOpen() throws Exception {
    serve(DONE);
    sshd.stop();
    long began = System.nanoTime();
    unknown(fence(sshd.address(), "timeout", "700ms"), "no answer within 700ms");
    assertTrue(System.nanoTime() - began < 15_000_000_000L);
  }

  @Test
  void aCommandThatHangsLeavesItOpen() throws Exception {
    serve("exec sleep 5");
    unknown(fence(sshd.address(), "timeout", "1500ms"), "no answer within 1500ms");
  }

  @Test
  void aHostKeyThatIsNotPinnedIsRefusedAndSaysHowToPinIt() throws Exception {
    serve(DONE);
    Files.writeString(home.resolve("known_hosts"), "");
    unknown(fence(sshd.address()), "isn't pinned; compare it on that node");
    assertEquals("", Files.readString(home.resolve("known_hosts")));
    assertFalse(sshd.log().contains("Accepted"), sshd.log());
  }

  @Test
  void aHostKeyThatChangedIsRefusedLoudly() throws Exception {
    serve(DONE);
    Sshd.key(home.resolve("other"));
    Files.writeString(
        home.resolve("known_hosts"),
        "[%s]:%s %s"
            .formatted(
                "127.0.0.1",
                sshd.address().split(":")[1],
                Files.readString(home.resolve("other.pub"))));
    unknown(fence(sshd.address()), "ISN'T THE PINNED ONE");
    assertFalse(sshd.log().contains("Accepted"), sshd.log());
  }

  @Test
  void aPinOfAnotherPortIsNoPin() throws Exception {
    serve(DONE);
    Files.writeString(home.resolve("known_hosts"), "127.0.0.1 " + sshd.hostKey() + "\n");
    unknown(fence(sshd.address()), "isn't pinned");
  }

  @Test
  void aUserKeyThatTheVictimDoesNotKnowLeavesItOpen() throws Exception {
    serve(DONE);
    Sshd.key(home.resolve("stranger"));
    unknown(
        fence(sshd.address(), "key", home.resolve("stranger").toString()),
        "doesn't take this node's key");
  }

  @Test
  void aKeyThatOthersMayReadIsNotUsed() throws Exception {
    serve(DONE);
    Files.setPosixFilePermissions(sshd.key(), PosixFilePermissions.fromString("rw-r-----"));
    unknown(fence(sshd.address()), "chmod 600");
  }

  @Test
  void aKeyThatIsNoneIsNotQuoted() throws Exception {
    serve(DONE);
    Files.writeString(sshd.key(), "-----BEGIN secret");
    Outcome outcome = fence(sshd.address()).fence(ORDER);
    assertFalse(outcome.toString().contains("BEGIN"), outcome.toString());
    unknown(fence(sshd.address()), "is no ECDSA or RSA key");
  }

  @Test
  void anotherNodesWordIsNoConfirmation() throws Exception {
    serve("echo node=c incarnation=4fd2 term=17 outcome=done");
    unknown(fence(sshd.address()), "node c answers, not b");
  }

  @Test
  void rubbishIsNoConfirmation() throws Exception {
    serve("echo outcome=done; " + DONE);
    unknown(fence(sshd.address()), "didn't answer as a node does");
  }

  @Test
  void endlessRubbishIsCutOff() throws Exception {
    serve("exec timeout 3 yes outcome=done");
    Outcome.Unknown unknown =
        assertInstanceOf(Outcome.Unknown.class, fence(sshd.address()).fence(ORDER));
    assertTrue(unknown.reason().length() < 400, unknown.reason());
  }

  @Test
  void aConfirmationWithAnExitCodeOfFailureIsNone() throws Exception {
    serve(DONE + "; exit 1");
    unknown(fence(sshd.address()), "its answer and its exit code 1 disagree");
  }

  @Test
  void aForcedCommandThatRefusesTheOrderIsQuoted() throws Exception {
    serve("echo 'understudy: this login accepts nothing else' >&2; exit 2");
    unknown(fence(sshd.address()), "understudy: this login accepts nothing else");
  }

  @Test
  void theTestNamesTheAddressesThatFail() throws Exception {
    serve(
        "[ \"$SSH_ORIGINAL_COMMAND\" = check ] && echo node=b incarnation=4fd2 term=0"
            + " outcome=done");
    assertEquals(Outcome.DONE, fence(sshd.address()).test());
    String dead = "127.0.0.1:" + Sshd.freePort();
    Outcome.Failed failed =
        assertInstanceOf(Outcome.Failed.class, fence(sshd.address() + "," + dead).test());
    assertEquals(dead + ": Connection refused", failed.reason());
  }

  @Test
  void anInterruptedAttemptEndsAtOnce() throws Exception {
    serve("exec sleep 60");
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Fence fence = fence(sshd.address(), "timeout", "30s");
    Thread attempt =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertThrows(InterruptedException.class, () -> fence.fence(ORDER));
                  ended.complete(true);
                });
    attempt.interrupt();
    assertTrue(ended.get(20, TimeUnit.SECONDS));
  }

  @Test
  void whatSetUpWouldMakeIsAProblemWhileItIsMissing() {
    SshFence fence = fence("127.0.0.1", "key", "/nowhere/id", "knownHosts", "/nowhere/hosts");
    assertEquals(2, fence.problems().size());
  }

  private void serve(String forced) throws Exception {
    sshd = Sshd.start(home.resolve("sshd"), forced);
    Sshd.pin(home.resolve("known_hosts"), sshd);
  }

  private void unknown(Fence fence, String reason) throws InterruptedException {
    Outcome.Unknown unknown = assertInstanceOf(Outcome.Unknown.class, fence.fence(ORDER));
    assertTrue(unknown.reason().contains(reason), unknown.reason());
  }

  private SshFence fence(String addresses, String... more) {
    Map<String, Object> values = new HashMap<>();
    values.put("name", "b");
    values.put("node", "b");
    values.put("addresses", addresses);
    values.put("key", "id");
    values.put("knownHosts", "known_hosts");
    values.put("timeout", "10s");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new SshFence(SshFenceSettings.of(values, home), logins);
  }
}
