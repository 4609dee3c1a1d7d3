package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.PowerStrip;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Fencing by a fence agent: the nodes hang on a power strip whose agent is a process of its own.
class PowerFencingTest extends PlayedWithFences {
  private PowerStrip strip;

  @BeforeAll
  void plugIn() {
    strip = PowerStrip.open(stage.lab());
    for (Node node : stage.lab().nodes()) {
      strip.serve(understudy.config(node), stage.lab().other(node));
    }
  }

  @AfterAll
  void unplug() {
    strip.close();
  }

  @AfterEach
  void works() {
    strip.mode(PowerStrip.Mode.WORKS);
  }

  @Override
  void mend(Node node) {
    strip.mode(PowerStrip.Mode.WORKS);
    strip.on(node);
  }

  @Test
  void powerLossIsTakenOverOnceTheAgentConfirmedIt() {
    require();
    Node dead = owner();
    Node other = standby();
    stage.lab().faults().powerLoss(dead);
    takesOver(other);
    assertTrue(event(other, "fenced"), this::reports);
    assertTrue(strip.served().contains("off " + dead.name()), () -> strip.served().toString());
    stage.client().awaitAnswer(SOON);
    Duration outage = stage.client().polls().outage(since);
    assertTrue(outage.compareTo(SANE) < 0, () -> outage + reports());
  }

  @Test
  void anOwnerThatHangsLosesItsPower() {
    require();
    Node hung = owner();
    Node other = standby();
    ProcessHandle process = hangs(hung);
    takesOver(other);
    assertFalse(hung.powered());
    assertFalse(process.isAlive(), this::reports);
  }

  @Test
  void withADeadAgentNothingIsTakenOverUntilItWorksAgain() {
    require();
    Node other = standby();
    strip.mode(PowerStrip.Mode.DEAD);
    stage.lab().faults().powerLoss(owner());
    notFenced(other, "Unable to connect to the strip");
    strip.mode(PowerStrip.Mode.WORKS);
    takesOver(other);
  }

  @Test
  void anAgentThatHangsConfirmsNothingAndTellsNobodyItsPassword() throws Exception {
    Node dead = owner();
    String pid = "io.understudy.fencing.agent-" + dead.name();
    understudy.config(standby()).set(pid, "timeout", "4s").save(pid);
    require();
    Node other = standby();
    Secrets secrets = Secrets.of(other);
    strip.mode(PowerStrip.Mode.HANGS);
    stage.lab().faults().powerLoss(dead);
    soon("the agent is asked", () -> strip.served().contains("off " + dead.name()));
    secrets.assertAbsentFromProcesses(other);
    notFenced(other, "no answer within");
    strip.mode(PowerStrip.Mode.WORKS);
    takesOver(other);
    secrets.assertAbsent(other.home().resolve("log"));
    secrets.assertAbsent(understudy.log(other));
    secrets.assertAbsent(understudy.status(other).toString(), "status");
    secrets.assertAbsent(understudy.order(other, "events").output(), "events");
  }

  @Test
  void rubbishFromAnAgentIsNeitherBelievedNorStored() {
    require();
    Node dead = owner();
    Node other = standby();
    strip.mode(PowerStrip.Mode.RUBBISH);
    stage.lab().faults().powerLoss(dead);
    takesOver(other);
    assertTrue(
        understudy.status(other).toString().length() < 20_000, "its exit codes are what counts");
  }

  @Test
  void anAgentThatSaysYesAndDoesNothingIsFoundOutByItsStatus() {
    require();
    Node hung = owner();
    Node other = standby();
    strip.mode(PowerStrip.Mode.LIES);
    ProcessHandle process = hangs(hung);
    notFenced(other, "on");
    assertTrue(process.isAlive());
    assertTrue(hung.powered());
    strip.mode(PowerStrip.Mode.WORKS);
    takesOver(other);
    assertFalse(hung.powered());
  }

  @Test
  void anAttemptThatFailsDoesNotKeepAGroupDownWhereNoFenceIsRequired() {
    attempt();
    Node other = standby();
    strip.mode(PowerStrip.Mode.DEAD);
    stage.lab().faults().powerLoss(owner());
    takesOver(other);
    assertTrue(event(other, "fence-failed"), this::reports);
  }

  @Test
  void ofTwoThatCutEachOthersPowerTheOneSurvivesThatIsToBeFencedLater() {
    Node hasty = stage.lab().nodes().getLast();
    Node patient = stage.lab().other(hasty);
    String pid = "io.understudy.fencing.agent-" + hasty.name();
    understudy.config(patient).set(pid, "delay", "3s").save(pid);
    try {
      require();
      for (int round = 0; round < 3; round++) {
        Node winner = duel();
        assertEquals(hasty, winner, this::reports);
        assertTrue(hasty.powered());
        assertFalse(patient.powered());
        strip.on(patient);
        understudy.start(patient);
        understudy.awaitReady(patient, START);
        soon(patient + " is a standby", () -> may(patient).startsWith("yes"));
      }
    } finally {
      understudy.config(patient).remove(pid, "delay").save(pid);
    }
  }

  /// Status says why and what to do, as an alarm; nothing is taken over.
  private void notFenced(Node other, String why) {
    alarm(other, why, "alarm", "understudy fence-test", "--i-have-checked");
    assertFalse(owns(other), this::reports);
    assertEquals(
        0,
        understudy.events(other).stream()
            .filter(e -> e.kind().equals("claimed") && e.at().isAfter(since))
            .count(),
        this::reports);
    // In between it tries again, and says so.
    soon(
        "status says why",
        () -> {
          String may = may(other);
          return may.startsWith("no: ") && may.contains(why);
        });
  }
}
