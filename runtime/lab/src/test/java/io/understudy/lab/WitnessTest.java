package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class WitnessTest {
  private Lab lab;
  private Witness witness;
  private Instant since;

  @BeforeEach
  void build() {
    lab = Lab.build(new Topology(2, 1, 1));
    witness = lab.witness();
    since = Instant.now();
  }

  @AfterEach
  void close() {
    witness.close();
    lab.close();
  }

  private void address(String node, String verb, String address) {
    String flag = address.contains(":") ? "nodad" : "noprefixroute";
    lab.node(node).space().run("ip", "address", verb, address, "dev", "eth0", flag);
  }

  private void answers(String... nodes) {
    Instant now = Instant.now();
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> witness.answering(now).equals(Set.of(nodes)));
  }

  private void lapse(Duration time) {
    Instant end = Instant.now().plus(time);
    Awaitility.await().until(() -> Instant.now().isAfter(end));
  }

  @Test
  void oneOwnerAfterTheOtherIsFine() {
    address("a", "add", "10.77.0.100/24");
    answers("a");
    address("a", "del", "10.77.0.100/24");
    address("b", "add", "10.77.0.100/24");
    answers("b");
    assertEquals(Duration.ZERO, witness.bothAnswered(since));
    assertEquals(2, witness.reigns(since).size(), witness.reigns(since)::toString);
  }

  @Test
  void twoOwnersAreSeenForAsLongAsThereAreTwo() {
    address("a", "add", "10.77.0.100/24");
    address("b", "add", "10.77.0.100/24");
    answers("a", "b");
    lapse(Duration.ofMillis(500));
    address("a", "del", "10.77.0.100/24");
    lapse(Duration.ofMillis(300));
    long both = witness.bothAnswered(since).toMillis();
    assertTrue(both > 400 && both < 2500, both + " ms");
    Instant later = Instant.now();
    lapse(Duration.ofMillis(200));
    assertEquals(Duration.ZERO, witness.bothAnswered(later));
  }

  @Test
  void twoOwnersOfAnIpv6AddressAreSeen() {
    address("a", "add", "fd00::100/64");
    address("b", "add", "fd00::100/64");
    answers("a", "b");
    lapse(Duration.ofMillis(300));
    assertTrue(witness.bothAnswered(since).toMillis() > 200);
  }

  @Test
  void aSecondOwnerIsSeenEvenBehindAPartition() {
    lab.faults().isolated(lab.node("a"));
    address("a", "add", "10.77.0.100/24");
    address("b", "add", "10.77.0.100/24");
    answers("a", "b");
    lapse(Duration.ofMillis(300));
    assertTrue(witness.bothAnswered(since).toMillis() > 200);
  }

  @Test
  void aPacketFromTheAddressIsAnAnswerToo() {
    address("a", "add", "10.77.0.100/32");
    Instant now = Instant.now();
    lab.node("a")
        .space()
        .nft(
            """
            table netdev quiet { chain out {
              type filter hook egress device eth0 priority 0; ether type arp drop; }; }
            """);
    lapse(Duration.ofMillis(100));
    Instant quiet = Instant.now();
    assertEquals(Set.of(), witness.answering(quiet), () -> witness.reigns(now).toString());
    lab.node("a")
        .space()
        .run("ip", "neigh", "replace", "10.77.0.9", "lladdr", "02:00:00:00:00:09", "dev", "eth0");
    lab.node("a")
        .space()
        .attempt(Duration.ofSeconds(3), "ping", "-c1", "-W0.2", "-I10.77.0.100", "10.77.0.9");
    answersSince(quiet, "a");
  }

  private void answersSince(Instant moment, String node) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> witness.answering(moment).equals(Set.of(node)));
  }
}
