package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.RemoteStandby;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fencing by login, with OpenSSH's sshd on both nodes.
@EnabledIf(value = "installed", disabledReason = "needs sshd, which is in openssh-server")
class FencingTest extends PlayedWithFences {
  private static final String ENGINE = "io.understudy.engine";

  private RemoteStandby logins;

  static boolean installed() {
    return Files.isExecutable(Path.of("/usr/sbin/sshd"));
  }

  @BeforeAll
  void logIn() {
    logins = RemoteStandby.open(stage.lab(), understudy);
  }

  @AfterAll
  void logOut() {
    logins.close();
  }

  @Override
  void mend(Node node) {
    logins.serve(node);
  }

  @Test
  void anOlderTermIsRefusedAndAnswered() {
    Node owner = owner();
    double term = Double.parseDouble(term());
    Command.Result result =
        logins.login(
            standby(), logins.addresses(owner).getFirst(), "standby web 0 " + standby().name());
    assertTrue(result.output().contains("outcome=refused"), result::toString);
    Matcher answered = Pattern.compile("term=(\\d+)").matcher(result.output());
    assertTrue(
        answered.find() && Double.parseDouble(answered.group(1)) >= term,
        () -> result + " to an owner with term " + term);
    nothingMoved(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "stand-down", "standby web; id", "standby web x b", "", "rejoin"})
  void theKeyOpensNothingElse(String command) {
    Node owner = owner();
    Command.Result result = logins.login(standby(), logins.addresses(owner).getFirst(), command);
    assertFalse(result.succeeded(), result::toString);
    assertFalse(result.output().contains("uid="), result::toString);
    nothingMoved(owner);
  }

  @ParameterizedTest(name = "by address {0} alone")
  @ValueSource(ints = {0, 1})
  void anOwnerThatHangsIsFencedOverTheInterfaceThatIsLeftAndStaysHeld(int left) {
    require();
    Node hung = owner();
    Node other = standby();
    String cut = logins.addresses(hung).get(1 - left);
    other
        .space()
        .nft(
            """
            add table inet cut
            add chain inet cut out { type filter hook output priority 0; }
            add rule inet cut out ip daddr %s tcp dport 22 drop
            """
                .formatted(cut));
    try {
      ProcessHandle process = hangs(hung);
      takesOver(other);
      assertFalse(process.isAlive(), "the forced command ends what doesn't answer");
      assertTrue(event(other, "fenced"), this::reports);
    } finally {
      other.space().nft("delete table inet cut\n");
    }
    understudy.start(hung);
    staysHeld(hung);
    stage.lab().faults().powerLoss(hung).heal();
    logins.serve(hung);
    understudy.start(hung);
    staysHeld(hung);
    assertTrue(owns(other), this::reports);
  }

  private void staysHeld(Node node) {
    understudy.awaitReady(node, START);
    assertTrue(held(node).at("automatic").isTrue(), this::reports);
    assertTrue(held(node).at("reason").text().orElse("").contains("fenced"), this::reports);
  }

  @Test
  void aHostKeyThatIsNotThePinnedOneFencesNothing() throws Exception {
    Node owner = owner();
    fencedOnlyAfter(owner, logins.folder(owner).resolve("host"), "HOST KEY");
  }

  @Test
  void aUserKeyThatIsNotTheInstalledOneFencesNothing() throws Exception {
    Node owner = owner();
    fencedOnlyAfter(owner, logins.folder(owner).resolve("authorized_keys"), "key");
  }

  /// Takes a file of the owner's sshd away, and gives it back.
  private void fencedOnlyAfter(Node owner, Path file, String reason) throws IOException {
    require();
    Node other = standby();
    Path kept = file.resolveSibling("kept");
    Files.move(file, kept);
    try {
      logins.serve(owner);
      hangs(owner);
      alarm(other, reason, "understudy fence-test", "--i-have-checked");
      assertFalse(owns(other), this::reports);
    } finally {
      Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
    }
    logins.serve(owner);
    takesOver(other);
  }

  @Test
  void withoutPowerAndWithoutAnAgentTheAdministratorHasTheLastWord() {
    require();
    Node dead = owner();
    Node other = standby();
    stage.lab().faults().powerLoss(dead);
    alarm(other, "--i-have-checked");
    assertFalse(owns(other), this::reports);
    assertFalse(word(other, dead, other.name()).succeeded(), "another name was typed");
    assertFalse(owns(other), this::reports);
    Command.Result result = typed(other, dead);
    assertTrue(result.succeeded(), result::toString);
    takesOver(other);
  }

  /// The administrator's way: on a terminal, where the node's name has to be typed.
  private Command.Result typed(Node asked, Node dead) {
    String line =
        "%s fenced %s --i-have-checked --home %s"
            .formatted(understudy.program(asked).script(), dead.name(), asked.home());
    return Command.attempt(
        asked.space().inside("script", "-qec", line, "/dev/null"), dead.name() + "\n", SOON);
  }

  private Command.Result word(Node asked, Node dead, String typed) {
    return understudy.commandLine(
        asked, "fenced", dead.name(), "--i-have-checked", "--confirm=" + typed);
  }

  @Test
  void theWordIsRefusedWhileTheNodeIsHeard() {
    Node owner = owner();
    Command.Result result = word(standby(), owner, owner.name());
    assertFalse(result.succeeded(), result::toString);
    assertTrue(result.output().contains("beats"), result::toString);
    nothingMoved(owner);
  }

  @Test
  void anOwnerThatFailsTooOftenIsHeldByItselfForAQuietTime() {
    Node failing = owner();
    Node other = standby();
    NodeConfig config = understudy.config(failing);
    config.set(ENGINE, "failures", "1").save(ENGINE);
    try {
      stage.lab().faults().kill(failing, understudy.process(failing));
      takesOver(other);
      understudy.start(failing);
      understudy.awaitReady(failing, START);
      assertTrue(held(failing).at("automatic").isTrue(), this::reports);
      assertTrue(
          held(failing).at("reason").text().orElse("").contains("its process ended"),
          this::reports);
      config.set(ENGINE, "rejoinAfter", "1s").save(ENGINE);
      soon(failing + " rejoins by itself", () -> !held(failing).at("automatic").isTrue());
      assertTrue(owns(other), this::reports);
    } finally {
      config.set(ENGINE, "failures", "0").remove(ENGINE, "rejoinAfter").save(ENGINE);
    }
  }

  @Test
  void nothingSecretIsToldByLogsOrStatus() throws Exception {
    require();
    Node hung = owner();
    Node other = standby();
    hangs(hung);
    takesOver(other);
    for (Node node : stage.lab().nodes()) {
      Secrets secrets = Secrets.of(node);
      secrets.assertAbsent(node.home().resolve("log"));
      secrets.assertAbsent(understudy.log(node));
      secrets.assertAbsent(logins.folder(node).resolve("log"));
    }
    Secrets.of(other).assertAbsent(understudy.status(other).toString(), "status");
    Secrets.of(other).assertAbsent(understudy.order(other, "events").output(), "events");
    Secrets.of(other).assertAbsent(understudy.order(other, "status").output(), "status");
    assertEquals(other, owner());
  }
}
