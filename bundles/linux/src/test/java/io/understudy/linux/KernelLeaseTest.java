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
  static final Map<Kind, Span> SPANS =
      Map.of(
          Kind.GRANT, new Span(Duration.ofMillis(200), Duration.ofMillis(160)),
          Kind.VERDICT, new Span(Duration.ofMillis(60), Duration.ofMillis(60)),
          Kind.PAUSE, new Span(Duration.ofMillis(500), Duration.ofMillis(2000)));

  private Lan lan;
  private KernelLease lease;

  @BeforeEach
  void guard() throws Exception {
    lan = new Lan();
    lan.node.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.node.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    lease = lan.node.call(KernelLease::new);
    assertTrue(lan.answers(SERVICE_4));
    assertTrue(lan.answers(SERVICE_6));
    assertEquals(Outcome.DONE, lan.node.call(() -> lease.guard(WEB, Set.of("e0"), BOTH, SPANS)));
  }

  @AfterEach
  void disconnect() throws Exception {
    lease.close();
    lan.close();
  }

  private void assertHeld(boolean held) throws Exception {
    for (InetAddress address : List.of(SERVICE_4, SERVICE_6)) {
      assertEquals(held, lan.answers(address), address + ": " + lan);
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
    assertTrue(lan.answers(InetAddress.ofLiteral("10.9.0.1")));
    assertTrue(lan.answers(InetAddress.ofLiteral("fd09::1")));
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
    pause(168);
    assertFalse(lease.holds(WEB));
    assertHeld(false);
  }

  @Test
  void eachKindHasItsOwnSpan() throws Exception {
    long nonce = lease.arm();
    pause(70);
    lease.renew(nonce, Kind.VERDICT, WEB);
    assertFalse(lease.holds(WEB));
    lease.renew(nonce, Kind.GRANT, WEB);
    assertTrue(lease.holds(WEB));
  }

  @Test
  void aStaleTicketIsRefused() throws Exception {
    long nonce = lease.arm();
    pause(208);
    lease.renew(nonce, Kind.GRANT, WEB);
    assertHeld(false);
  }

  @Test
  void oneTicketRenewedAgainAndAgainEndsByTicketPlusHold() throws Exception {
    long start = System.nanoTime();
    long nonce = lease.arm();
    long last = start;
    while (System.nanoTime() - start < 600_000_000) {
      lease.renew(nonce, Kind.GRANT, WEB);
      if (lease.holds(WEB)) {
        last = System.nanoTime();
      }
      pause(5);
    }
    long held = (last - start) / 1_000_000;
    assertTrue(held >= 300 && held <= 200 + 160 + 8, held + " ms");
  }

  @Test
  void aShorterRenewalNeverShortensALongerOne() throws Exception {
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
    lease.renew(lease.arm(), Kind.VERDICT, WEB);
    pause(300);
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
