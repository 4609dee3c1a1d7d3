package io.understudy.takeover;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Takeover;
import io.understudy.api.Takeover.Answer;
import io.understudy.api.Term;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTakeoverTest {
  private static final Term TERM = new Term(1);
  private static final InetAddress FOUR = InetAddress.ofLiteral("10.0.0.100");
  private static final InetAddress SIX = InetAddress.ofLiteral("fd00::100");
  private static final MacAddress STRANGER = MacAddress.parse("0a:0a:0a:0a:0a:0a");
  private static final Duration WAIT = Duration.ofMillis(30);

  @TempDir Path home;
  private final DummyLan lan = new DummyLan();
  private final DummyMachine machine = new DummyMachine(lan).with("eth0", "0a:00:00:00:00:01");
  private final List<GroupTakeover> open = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void deviceList() throws Exception {
    Files.createDirectories(home.resolve("thread-self/net"));
    for (String device : List.of("eth0", "eth1", "us-web")) {
      Files.createDirectories(home.resolve("sys/net/ipv4/conf/" + device));
    }
    Files.writeString(
        home.resolve("thread-self/net/dev"),
        "Inter-|   Receive\n face |bytes\n  eth0: 1 2\n  eth1: 1 2\nus-web: 1 2\n");
  }

  @AfterEach
  void close() throws Exception {
    for (GroupTakeover takeover : open) {
      takeover.deactivate();
    }
  }

  private GroupTakeover takeover(DummyMachine on, String... more) {
    TakeoverSettings settings = TakeoverSettings.of(TakeoverSettingsTest.values(more));
    GroupTakeover takeover = new GroupTakeover(settings, on, on, home, home);
    open.add(takeover);
    takeover.listen(
        new Takeover.Listener() {
          @Override
          public void conflict(GroupId group, InetAddress address, MacAddress mac) {
            told.add("conflict " + address.getHostAddress() + " " + mac);
          }

          @Override
          public void device(GroupId group, boolean usable) {
            told.add("device " + usable);
          }
        });
    return takeover;
  }

  private void stop(GroupTakeover takeover) throws Exception {
    takeover.deactivate();
    open.remove(takeover);
  }

  /// Frames in the first moments after a claim may be a predecessor's.
  private void settle(GroupTakeover takeover) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> lan.claims().size() >= 6 && takeover.holding().usable());
  }

  @Test
  void keepsItsDeviceReadyButDownAndBareWhileStandby() throws Exception {
    takeover(machine);
    assertFalse(machine.find("us-web").orElseThrow().up());
    assertEquals(List.of(), machine.addresses("us-web"));
    assertEquals(List.of(), lan.claims());
  }

  @Test
  void claimsAndAnnouncesWithTheVirtualMacAtOnce() throws Exception {
    GroupTakeover takeover = takeover(machine, "virtualMac", "02:00:00:00:00:07", "announce", "1h");
    assertEquals(Outcome.DONE, takeover.claim(TERM));
    assertEquals(Set.of(FOUR, SIX), takeover.holding().present());
    assertEquals(3, lan.claims().size());
    assertTrue(
        lan.claims().stream()
            .allMatch(claim -> claim.mac().equals(MacAddress.parse("02:00:00:00:00:07"))));
  }

  @Test
  void announcesAgainWithGrowingGaps() {
    GroupTakeover takeover =
        takeover(machine, "announce", "5ms, 20ms, 40ms", "announceEvery", "1s");
    takeover.claim(TERM);
    await().until(() -> lan.claims().size() >= 4 * 3);
    await().until(() -> lan.claims().size() >= 5 * 3);
  }

  @Test
  void usesTheInterfacesMacWhenAsked() {
    takeover(machine, "mac", "interface").claim(TERM);
    assertTrue(
        lan.claims().stream()
            .allMatch(claim -> claim.mac().equals(MacAddress.parse("0a:00:00:00:00:01"))));
    assertTrue(machine.find("us-web").isEmpty());
  }

  @Test
  void releasesEverythingAndFallsSilent() throws Exception {
    GroupTakeover takeover = takeover(machine, "announce", "5ms, 10ms, 15ms");
    takeover.claim(TERM);
    assertEquals(Outcome.DONE, takeover.release());
    lan.forget();
    assertEquals(Set.of(), takeover.holding().present());
    assertFalse(machine.find("us-web").orElseThrow().up());
    assertEquals(Outcome.DONE, takeover.release(), "twice is fine");
    await().during(Duration.ofMillis(60)).until(() -> lan.claims().isEmpty());
  }

  @Test
  void releasesWhatACrashedProcessOrOtherSettingsLeft() throws Exception {
    machine.with("eth1", "0a:00:00:00:01:01");
    machine.add("eth1", Prefix.parse("10.0.0.100/25"));
    GroupTakeover takeover = takeover(machine);
    assertEquals(Outcome.DONE, takeover.release());
    assertEquals(List.of(), machine.addresses("eth1"));
  }

  @Test
  void removesAnAddressThatWasEditedAway() throws Exception {
    GroupTakeover before =
        takeover(machine, "mac", "interface", "addresses", "10.0.0.100/24, 10.0.0.101/24");
    machine.add("eth0", Prefix.parse("10.0.0.1/24"));
    before.claim(TERM);
    stop(before);
    takeover(machine, "mac", "interface", "addresses", "10.0.0.100/24");
    assertEquals(
        Set.of(Prefix.parse("10.0.0.1/24"), Prefix.parse("10.0.0.100/24")),
        Set.copyOf(machine.addresses("eth0")));
  }

  @Test
  void movesToAnotherInterfaceWithTheNextClaim() throws Exception {
    machine.with("eth1", "0a:00:00:00:01:01");
    GroupTakeover before = takeover(machine, "mac", "interface");
    before.claim(TERM);
    stop(before);
    GroupTakeover after = takeover(machine, "mac", "interface", "interface", "eth1");
    assertEquals(2, machine.addresses("eth0").size(), "nothing is torn away");
    assertEquals(Set.of(), after.holding().present());
    after.claim(TERM);
    assertEquals(2, machine.addresses("eth1").size());
    await().until(() -> machine.addresses("eth0").isEmpty());
  }

  /// Else it makes a device anew that its successor has just deleted.
  @Test
  void doesNothingAnyMoreWhenItIsDeactivated() throws Exception {
    GroupTakeover takeover = takeover(machine);
    takeover.claim(TERM);
    CountDownLatch looking = new CountDownLatch(1);
    AtomicBoolean looked = new AtomicBoolean();
    machine.whileFinding =
        () -> {
          machine.whileFinding = () -> {};
          looking.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException stopped) {
            LockSupport.parkNanos(200_000_000);
          }
          looked.set(true);
        };
    machine.carrier("eth0", true);
    assertTrue(looking.await(20, TimeUnit.SECONDS));
    stop(takeover);
    assertTrue(looked.get());
  }

  @Test
  void changesBetweenVirtualAndOwnMacWithTheNextClaim() throws Exception {
    GroupTakeover virtual = takeover(machine);
    virtual.claim(TERM);
    stop(virtual);
    GroupTakeover own = takeover(machine, "mac", "interface");
    assertEquals(2, machine.addresses("us-web").size(), "nothing is torn away");
    own.claim(TERM);
    assertEquals(2, machine.addresses("eth0").size());
    await().until(() -> machine.find("us-web").isEmpty());
    stop(own);
    takeover(machine).claim(TERM);
    assertEquals(2, machine.addresses("us-web").size());
    await().until(() -> machine.addresses("eth0").isEmpty());
  }

  @Test
  void anotherVirtualMacComesWithTheNextClaim() throws Exception {
    GroupTakeover before = takeover(machine);
    before.claim(TERM);
    stop(before);
    GroupTakeover after = takeover(machine, "virtualMac", "02:00:00:00:00:07");
    assertEquals(2, machine.addresses("us-web").size(), "nothing is torn away");
    after.claim(TERM);
    assertEquals(MacAddress.parse("02:00:00:00:00:07"), machine.find("us-web").orElseThrow().mac());
    assertEquals(Set.of(FOUR, SIX), after.holding().present());
  }

  @Test
  void aNewInstanceAdoptsWhatItFindsAndDisturbsNothing() throws Exception {
    GroupTakeover before = takeover(machine, "announceEvery", "1s");
    before.claim(TERM);
    stop(before);
    lan.forget();
    GroupTakeover after = takeover(machine, "announceEvery", "1s");
    assertEquals(Set.of(FOUR, SIX), after.holding().present());
    assertEquals(List.of(), lan.claims());
    await().until(() -> lan.claims().size() >= 3);
    lan.inject(new Frames(0).announcements(FOUR, STRANGER, false).getFirst());
    assertEquals(List.of("conflict 10.0.0.100 " + STRANGER), told);
  }

  @Test
  void hearsSilenceOnlyWhereNobodyAnswers() {
    assertEquals(new Answer.Silent(), takeover(machine).probe(WAIT));
  }

  @Test
  void hearsWhoHasTheAddress() {
    DummyMachine other = new DummyMachine(lan).with("eth0", "0a:00:00:00:00:02");
    takeover(other).claim(TERM);
    GroupTakeover standby = takeover(machine);
    long began = System.nanoTime();
    assertInstanceOf(Answer.Somebody.class, standby.probe(Duration.ofSeconds(5)));
    assertTrue(System.nanoTime() - began < 1_000_000_000L, "at once");
    other.carrier("eth0", true);
  }

  @Test
  void doesNotTakeALostQuestionForSilence() {
    machine.carrier("eth0", false);
    assertInstanceOf(Answer.Unknown.class, takeover(machine).probe(WAIT));
  }

  @Test
  void tellsAConflictOnceAndDefendsTheAddress() {
    GroupTakeover takeover = takeover(machine, "announce", "60ms", "announceEvery", "1h");
    takeover.claim(TERM);
    settle(takeover);
    lan.forget();
    var foreign = new Frames(0).announcements(FOUR, STRANGER, false).getLast();
    lan.inject(foreign);
    lan.inject(foreign);
    assertEquals(List.of("conflict 10.0.0.100 " + STRANGER), told);
    assertEquals(3, lan.claims().size(), "one defence in ten seconds (RFC 5227)");
    Problem alarm = takeover.problems().getFirst();
    assertEquals(Problem.Severity.ALARM, alarm.severity());
    assertTrue(alarm.what().contains(STRANGER.toString()), alarm::toString);
    takeover.release();
    assertEquals(List.of(), takeover.problems());
  }

  @Test
  void tellsASecondOwnerWithTheSameVirtualMacFromItsOwnEcho() {
    GroupTakeover takeover = takeover(machine, "announce", "60ms", "announceEvery", "1h");
    takeover.claim(TERM);
    settle(takeover);
    List.copyOf(lan.carried()).forEach(lan::inject);
    assertEquals(List.of(), told, "sent back by a switch");
    MacAddress virtual = machine.find("us-web").orElseThrow().mac();
    lan.inject(new Frames(99).announcements(SIX, virtual, false).getFirst());
    assertEquals(List.of("conflict fd00:0:0:0:0:0:0:100 " + virtual), told);
  }

  @Test
  void lostAndReturnedCarrierIsToldAndAnnounced() {
    GroupTakeover takeover = takeover(machine, "announceEvery", "1h");
    takeover.claim(TERM);
    machine.carrier("eth0", false);
    await().until(() -> told.contains("device false"));
    assertFalse(takeover.holding().usable());
    assertEquals(1, takeover.problems().size());
    lan.forget();
    machine.carrier("eth0", true);
    await().until(() -> lan.claims().size() >= 3);
    assertEquals(List.of("device false", "device true"), told);
  }

  @Test
  void anInterfaceMayComeLater() {
    DummyMachine bare = new DummyMachine(lan);
    GroupTakeover takeover = takeover(bare);
    assertInstanceOf(Outcome.Failed.class, takeover.claim(TERM));
    assertInstanceOf(Answer.Unknown.class, takeover.probe(WAIT));
    assertEquals("there is no interface eth0", takeover.problems().getFirst().what());
    assertEquals(Outcome.DONE, takeover.release());
    bare.with("eth0", "0a:00:00:00:00:09");
    await().until(() -> told.contains("device true"));
    assertEquals(Outcome.DONE, takeover.claim(TERM));
  }

  @Test
  void onANewDeviceTheAddressesWaitForAClaim() {
    GroupTakeover takeover = takeover(machine, "mac", "interface");
    takeover.claim(TERM);
    machine.unplug("eth0");
    await().until(() -> told.contains("device false"));
    machine.with("eth0", "0a:00:00:00:00:01");
    await().until(() -> told.contains("device true"));
    assertEquals(Set.of(), takeover.holding().present());
    takeover.claim(TERM);
    assertEquals(Set.of(FOUR, SIX), takeover.holding().present());
  }

  @Test
  void putsBackWhatSomebodyRemoved() {
    GroupTakeover takeover = takeover(machine);
    takeover.claim(TERM);
    machine.remove("us-web", Prefix.parse("10.0.0.100/24"));
    await().until(() -> takeover.holding().present().contains(FOUR));
  }

  @Test
  void aRefusedAddressLeavesNothingBehind() throws Exception {
    GroupTakeover takeover = takeover(machine);
    machine.full = true;
    assertInstanceOf(Outcome.Failed.class, takeover.claim(TERM));
    assertEquals(List.of(), machine.addresses("us-web"));
    assertEquals(List.of(), lan.claims());
  }

  @Test
  void aFullDiskIsAProblemAndNoObstacle() throws Exception {
    Files.writeString(home.resolve("data"), "not a directory");
    GroupTakeover takeover = takeover(machine);
    assertEquals(Outcome.DONE, takeover.claim(TERM));
    assertEquals(1, takeover.problems().stream().filter(p -> p.what().contains("track")).count());
  }
}
