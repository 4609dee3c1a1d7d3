package io.understudy.linux;

import static io.understudy.linux.KernelLeaseTest.BOTH;
import static io.understudy.linux.KernelLeaseTest.SERVICE_4;
import static io.understudy.linux.KernelLeaseTest.SERVICE_6;
import static io.understudy.linux.KernelLeaseTest.SPANS;
import static io.understudy.linux.KernelLeaseTest.WEB;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Guarding again, by another process or with other settings, and what disturbs it.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class LeaseGuardTest {
  private static final GroupId MAIL = new GroupId("mail");
  private static final Set<InetAddress> MAIL_ADDRESS = Set.of(InetAddress.ofLiteral("10.9.0.101"));
  private static final Map<Kind, Span> LONG =
      Map.of(Kind.PAUSE, new Span(Duration.ofSeconds(5), Duration.ofSeconds(20)));

  private final List<KernelLease> leases = new ArrayList<>();
  private Lan lan;
  private KernelLease lease;

  @BeforeEach
  void guard() throws Exception {
    lan = new Lan();
    lan.node.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    lan.node.run("ip", "address", "add", "fd09::100/64", "dev", "e0", "nodad");
    lease = process();
    assertEquals(Outcome.DONE, guard(lease, WEB, BOTH, LONG));
  }

  private KernelLease process() throws Exception {
    KernelLease made = lan.node.call(KernelLease::new);
    leases.add(made);
    return made;
  }

  private Outcome guard(
      KernelLease by, GroupId group, Set<InetAddress> addresses, Map<Kind, Span> spans)
      throws Exception {
    return lan.node.call(() -> by.guard(group, Set.of("e0"), addresses, spans));
  }

  @AfterEach
  void disconnect() throws Exception {
    for (KernelLease each : leases) {
      each.close();
    }
    lan.close();
  }

  @Test
  void guardingAgainInEveryWayMissesNotOneQuestion() throws Exception {
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
    var ending = new AtomicBoolean();
    var missed = new CompletableFuture<Integer>();
    var asked = new java.util.concurrent.atomic.AtomicInteger();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                int unanswered = 0;
                while (!ending.get()) {
                  unanswered += lan.answers(SERVICE_4, 5000) ? 0 : 1;
                  unanswered += lan.answers(SERVICE_6, 5000) ? 0 : 1;
                  asked.addAndGet(2);
                }
                missed.complete(unanswered);
              } catch (Exception e) {
                missed.completeExceptionally(e);
              }
            });

    for (int i = 0; i < 5 || asked.get() <= 100 && !missed.isDone(); i++) {
      assertEquals(Outcome.DONE, guard(lease, WEB, BOTH, i % 2 == 0 ? SPANS : LONG));
      lease.close();
      lease = process();
      assertEquals(Outcome.DONE, guard(lease, WEB, BOTH, LONG));
      assertEquals(Outcome.DONE, guard(lease, MAIL, MAIL_ADDRESS, SPANS));
      assertEquals(Outcome.DONE, lan.node.call(() -> lease.unguard(MAIL)));
      assertTrue(lease.holds(WEB));
    }
    ending.set(true);

    assertEquals(0, missed.get());
    assertTrue(asked.get() > 100, asked + " questions");
  }

  @Test
  void aNewProcessTakesTheLeaseFromTheOldOne() throws Exception {
    KernelLease next = process();
    assertEquals(Outcome.DONE, guard(next, WEB, BOTH, LONG));

    lease.renew(lease.arm(), Kind.PAUSE, WEB);

    assertFalse(lan.answers(SERVICE_4));
    assertFalse(lease.enforcement().byKernel());
    next.renew(next.arm(), Kind.PAUSE, WEB);
    lan.assertAnswers(SERVICE_4);
    assertTrue(next.enforcement().byKernel(), next.enforcement().why());
  }

  @Test
  void whatIsHeldStaysHeldWhenTheProcessIsGone() throws Exception {
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
    lease.close();
    lan.assertAnswers(SERVICE_4);
  }

  @Test
  void newSpansAreInForceAtOnce() throws Exception {
    for (int millis : List.of(10_000, 40)) {
      Duration span = Duration.ofMillis(millis);
      assertEquals(Outcome.DONE, guard(lease, WEB, BOTH, Map.of(Kind.GRANT, new Span(span, span))));
    }
    lease.renew(lease.arm(), Kind.GRANT, WEB);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !lease.holds(WEB));
  }

  @Test
  void anAddressThatIsNoLongerTheGroupsIsFreeAndANewOneIsMuted() throws Exception {
    assertEquals(Outcome.DONE, guard(lease, WEB, Set.of(SERVICE_6), LONG));
    lan.assertAnswers(SERVICE_4);
    assertFalse(lan.answers(SERVICE_6));
  }

  @Test
  void unguardingLeavesNothingBehindAndOtherPeoplesTablesAlone() throws Exception {
    lan.node.nft(
        "table netdev other {\n chain c { type filter hook ingress device e0 priority 1; }\n}");
    String before = lan.node.run("nft", "list", "table", "netdev", "other");
    assertEquals(Outcome.DONE, guard(lease, MAIL, MAIL_ADDRESS, SPANS));

    assertEquals(Outcome.DONE, lan.node.call(() -> lease.unguard(MAIL)));
    assertFalse(lan.node.run("nft", "list", "ruleset").contains("mail_"));
    assertFalse(lan.answers(SERVICE_4));
    assertEquals(Outcome.DONE, lan.node.call(() -> lease.unguard(WEB)));
    assertEquals(Outcome.DONE, lan.node.call(() -> lease.unguard(WEB)));

    lan.assertAnswers(SERVICE_4);
    assertEquals("table netdev other", lan.node.run("nft", "list", "tables").strip());
    assertEquals(before, lan.node.run("nft", "list", "table", "netdev", "other"));
  }

  @Test
  void rulesThatSomebodyFlushedAreNoticedAndWrittenAgain() throws Exception {
    lan.node.run("nft", "flush", "ruleset");
    lan.assertAnswers(SERVICE_4);

    lan.node.call(lease::arm);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lease.enforcement().byKernel() && !lan.answers(SERVICE_4));
    lease.renew(lease.arm(), Kind.PAUSE, WEB);
    lan.assertAnswers(SERVICE_4);
  }

  @Test
  void aDeviceThatAppearsLaterIsGuardedAtOnce() throws Exception {
    Outcome outcome = lan.node.call(() -> lease.guard(WEB, Set.of("e9"), BOTH, LONG));
    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(lease.enforcement().why().contains("e9"), lease.enforcement().why());

    for (int i = 0; i < 2; i++) {
      lan.node.run("ip", "link", "add", "e9", "type", "veth", "peer", "name", "e8");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> lease.enforcement().byKernel());
      assertTrue(lan.node.run("nft", "list", "ruleset").contains("device \"e9\""));
      lan.node.run("ip", "link", "delete", "e9");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !lease.enforcement().byKernel());
    }
  }

  @Test
  void aLoopbackThatIsDownIsNamed() {
    lan.node.run("ip", "link", "set", "lo", "down");
    lease.arm();
    assertTrue(lease.enforcement().why().contains("ip link set lo up"));
    lan.node.run("ip", "link", "set", "lo", "up");
    lease.arm();
    assertTrue(lease.enforcement().byKernel(), lease.enforcement().why());
  }

  @Test
  void rulesOfOthersThatDropEverythingOnLoopbackConfirmNothing() throws Exception {
    lan.node.nft(
        "table netdev other {\n"
            + " chain c {\n"
            + " type filter hook egress device lo priority -5\n"
            + " drop\n"
            + " }\n"
            + "}");

    assertInstanceOf(Outcome.Failed.class, lease.drop(WEB));
    assertInstanceOf(Outcome.Failed.class, guard(lease, WEB, BOTH, LONG));
    assertFalse(lease.enforcement().byKernel());
  }

  @Test
  void withoutNftTheKernelEnforcesNothingAndItIsSaid() throws Exception {
    KernelLease without = process();
    without.setup = new ProcessSetup(Map.of("nft", "/bin/false", "lock.memory", "off"));

    assertFalse(without.enforcement().byKernel());
    Outcome outcome = guard(without, MAIL, MAIL_ADDRESS, SPANS);

    assertInstanceOf(Outcome.Failed.class, outcome);
    assertTrue(without.enforcement().why().contains("/bin/false"), without.enforcement().why());
    without.renew(without.arm(), Kind.GRANT, MAIL);
  }

  @Test
  void withNftAnUnguardedNodeSaysThatItCouldEnforce() throws Exception {
    KernelLease idle = process();
    var enforcement = lan.node.call(idle::enforcement);
    assertTrue(enforcement.byKernel(), enforcement.why());
  }
}
