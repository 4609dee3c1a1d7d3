package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.kernel.Lease.Kind;
import io.understudy.api.kernel.Lease.Span;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KernelLeaseTest {
  static final GroupId WEB = new GroupId("web");
  static final InetAddress SERVICE_4 = InetAddress.ofLiteral("10.9.0.100");
  static final InetAddress SERVICE_6 = InetAddress.ofLiteral("fd09::100");
  static final Set<InetAddress> BOTH = Set.of(SERVICE_4, SERVICE_6);

  /// Long enough for what a busy machine has to do within them.
  static final Map<Kind, Span> SPANS =
      Map.of(
          Kind.GRANT, new Span(Duration.ofMillis(1000), Duration.ofMillis(800)),
          Kind.VERDICT, new Span(Duration.ofMillis(300), Duration.ofMillis(300)),
          Kind.PAUSE, new Span(Duration.ofMillis(2500), Duration.ofMillis(10_000)));

  private Lan lan;
  private KernelLease lease;

  @BeforeEach
  void guard() throws Exception {
    lan = new Lan();
    lan.node.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.node.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    lease = lan.node.call(KernelLease::new);
    lan.assertAnswers(SERVICE_4);
    lan.assertAnswers(SERVICE_6);
    assertEquals(Outcome.DONE, lan.node.call(() -> lease.guard(WEB, Set.of("e0"), BOTH, SPANS)));
  }

  @AfterEach
  void disconnect() throws Exception {
    lease.close();
    lan.close();
  }

  private void assertHeld(boolean held) throws Exception {
    for (InetAddress address : List.of(SERVICE_4, SERVICE_6)) {
      assertEquals(held, lan.answers(address, held ? 5000 : 30), address + ": " + lan);
    }
  }

  private static void pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void aGuardedAddressIsMutedAndOwnAddressesAreNot() throws Exception {
    assertHeld(false);
    assertFalse(lease.holds(WEB));
    lan.assertAnswers(InetAddress.ofLiteral("10.9.0.1"));
    lan.assertAnswers(InetAddress.ofLiteral("fd09::1"));
    assertTrue(lease.enforcement().byKernel(), lease.enforcement().why());
  }

  @Test
  void aRenewalWithoutATicketDoesNothing() throws Exception {
    lease.renew(42, Kind.GRANT, WEB);
    assertHeld(false);
  }

  @Test
  void aTicketHoldsUntilItsHoldEnds() throws Exception {
    lease.renew(lease.arm(), Kind.GRANT, WEB);
    assertHeld(true);
    assertTrue(lease.holds(WEB));
    pause(840);
    assertFalse(lease.holds(WEB));
    assertHeld(false);
  }

  @Test
  void eachKindHasItsOwnSpan() throws Exception {
    long nonce = lease.arm();
    pause(340);
    lease.renew(nonce, Kind.VERDICT, WEB);
    assertFalse(lease.holds(WEB));
    lease.renew(nonce, Kind.GRANT, WEB);
    assertTrue(lease.holds(WEB));
  }

  @Test
  void aStaleTicketIsRefused() throws Exception {
    long nonce = lease.arm();
    pause(1040);
    lease.renew(nonce, Kind.GRANT, WEB);
    assertHeld(false);
  }

  @Test
  void oneTicketRenewedAgainAndAgainEndsByTicketPlusHold() throws Exception {
    long nonce = lease.arm();
    long start = System.nanoTime();
    long last = start;
    while (System.nanoTime() - start < 2_500_000_000L) {
      lease.renew(nonce, Kind.GRANT, WEB);
      long before = System.nanoTime();
      if (lease.holds(WEB)) {
        last = before;
      }
      pause(5);
    }
    long held = (last - start) / 1_000_000;
    assertTrue(held >= 1000 && held <= 1000 + 800 + 40, held + " ms");
  }

  @Test
  void aShorterRenewalNeverShortensALongerOne() throws Exception {
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
    lease.renew(lease.arm(), Kind.VERDICT, WEB);
    pause(400);
    assertHeld(true);
  }

  @Test
  void aDropMutesAtOnceAndVoidsOlderTickets() throws Exception {
    long nonce = lease.arm();
    lease.renew(nonce, Kind.PAUSE, WEB);
    lease.renew(nonce, Kind.GRANT, WEB);
    assertHeld(true);

    assertEquals(Outcome.DONE, lease.drop(WEB));

    assertHeld(false);
    lease.renew(nonce, Kind.GRANT, WEB);
    assertHeld(false);
    lease.renew(lease.arm(), Kind.GRANT, WEB);
    assertHeld(true);
  }

  @Test
  void whatIsNotGuardedCanNotBeDropped() {
    assertInstanceOf(Outcome.Failed.class, lease.drop(new GroupId("mail")));
  }

  @Test
  void spansThatTheKernelWouldRoundToForEverAreRefused() {
    var tooShort = new Span(Duration.ofMillis(3), Duration.ofMillis(100));
    assertInstanceOf(
        Outcome.Failed.class, lease.guard(WEB, Set.of("e0"), BOTH, Map.of(Kind.GRANT, tooShort)));
  }

  @Test
  void aHostileNameOfADeviceIsRefused() {
    assertInstanceOf(Outcome.Failed.class, lease.guard(WEB, Set.of("e0\"; flush"), BOTH, SPANS));
  }
}
