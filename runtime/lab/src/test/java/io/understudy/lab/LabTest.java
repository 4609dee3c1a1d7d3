package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabTest {
  private static final String A_CROSS = "10.77.1.11";
  private static final String B_CROSS = "10.77.1.12";

  private Lab lab;
  private Node a;
  private Node b;
  private Machine d1;

  @BeforeAll
  void build() {
    lab = Lab.build(Topology.PAIR);
    a = lab.node("a");
    b = lab.node("b");
    d1 = lab.devices().getFirst();
  }

  @AfterEach
  void heal() {
    lab.faults().healAll();
    Awaitility.await("healed").until(() -> reaches(a, b.address()));
    Awaitility.await("healed").until(() -> reaches(a, B_CROSS));
  }

  @AfterAll
  void close() {
    lab.close();
  }

  /// One of several pings is answered. A neighbour entry that failed during a fault is forgotten.
  private static boolean reaches(Machine from, String address) {
    from.space().run("ip", "neigh", "flush", "all");
    return from.space()
        .attempt(Duration.ofSeconds(5), "ping", "-c3", "-i0.05", "-W0.3", "-q", address)
        .succeeded();
  }

  private static String carrier(Node node, String link) {
    return node.space().run("ip", "-o", "link", "show", link).contains("NO-CARRIER")
        ? "none"
        : "there";
  }

  @Test
  void aPathThatIsTheSameOnAllNodesLeadsToADirectoryOfTheirOwn() throws Exception {
    Path common = Files.createDirectory(lab.scratch().resolve("common"));
    for (Node node : List.of(a, b)) {
      Path own = Files.createDirectory(node.home().resolve("own"));
      node.ownFolder(common, own);
      String line = "echo %s >%s/who".formatted(node, common);
      Process writer = node.launch(lab.scratch().resolve("log"), List.of("sh", "-c", line));
      assertTrue(writer.waitFor(5, TimeUnit.SECONDS));
      assertEquals(node + "\n", Files.readString(own.resolve("who")));
    }
    assertFalse(Files.exists(common.resolve("who")), "from outside it is empty");
  }

  @Test
  void everybodyReachesEverybodyInBothFamilies() {
    assertTrue(reaches(lab.client(), a.address()));
    assertTrue(reaches(a, d1.address()));
    assertTrue(reaches(a, b.address6()));
    assertTrue(reaches(b, A_CROSS));
    assertTrue(reaches(b, "fd00:0:0:1::11"));
  }

  @Test
  void aCableThatIsOutTakesTheCarrierAndLeavesTheCrossover() {
    lab.faults().cableOut(a);
    Awaitility.await().until(() -> carrier(a, "eth0").equals("none"));
    assertFalse(reaches(b, a.address()));
    assertTrue(reaches(b, A_CROSS));
  }

  @Test
  void aSilentLanLeavesTheCarrierAndTheCrossover() {
    lab.faults().lanSilent(a);
    assertFalse(reaches(a, d1.address()));
    assertFalse(reaches(lab.client(), a.address()));
    assertTrue(reaches(b, A_CROSS));
    assertEquals("there", carrier(a, "eth0"));
  }

  @Test
  void aCrossoverCanBePulledOrSilent() {
    try (Fault _ = lab.faults().crossoverOut(1)) {
      Awaitility.await().until(() -> carrier(b, "xa1").equals("none"));
      assertFalse(reaches(a, B_CROSS));
      assertTrue(reaches(a, b.address()));
    }
    lab.faults().crossoverSilent(1);
    assertFalse(reaches(a, B_CROSS));
    assertEquals("there", carrier(b, "xa1"));
  }

  @Test
  void anIsolatedNodeReachesNobody() {
    lab.faults().isolated(b);
    assertFalse(reaches(b, d1.address()));
    assertFalse(reaches(a, b.address()));
    assertFalse(reaches(a, B_CROSS));
    assertTrue(reaches(a, d1.address()));
  }

  @Test
  void portIsolationCutsTheNodesFromEachOtherOnly() {
    lab.faults().portIsolation();
    assertFalse(reaches(a, b.address()));
    assertFalse(reaches(a, B_CROSS));
    assertTrue(reaches(a, d1.address()));
    assertTrue(reaches(b, d1.address()));
    assertTrue(reaches(lab.client(), b.address()));
  }

  @Test
  void aOneWayCutLetsTheOtherDirectionThrough() throws Exception {
    lab.faults().oneWayCut(a, b);
    assertFalse(heard(a, b, b.address()), "from a to b");
    assertTrue(heard(b, a, a.address()), "from b to a");
    assertFalse(heard(a, b, B_CROSS), "from a to b on the crossover");
    assertTrue(heard(b, a, A_CROSS), "from b to a on the crossover");
  }

  /// One datagram, no answer needed: neighbours are entered by hand, and forgotten afterwards.
  private static boolean heard(Node from, Node to, String address) throws Exception {
    neighbour(from, to, address);
    try (var receiver = to.space().call(() -> new java.net.DatagramSocket(5999));
        var sender = from.space().call(() -> new java.net.DatagramSocket())) {
      receiver.setSoTimeout(300);
      var target = new java.net.InetSocketAddress(address, 5999);
      for (int i = 0; i < 3; i++) {
        sender.send(new java.net.DatagramPacket(new byte[1], 1, target));
      }
      receiver.receive(new java.net.DatagramPacket(new byte[1], 1));
      return true;
    } catch (java.net.SocketTimeoutException nothing) {
      return false;
    } finally {
      from.space().run("ip", "neigh", "flush", "nud", "permanent");
    }
  }

  private static void neighbour(Node from, Node to, String address) {
    boolean lan = address.startsWith("10.77.0.");
    String near = lan ? "eth0" : "x" + to.name() + "1";
    String far = lan ? "eth0" : "x" + from.name() + "1";
    String mac = to.space().run("cat", "/sys/class/net/" + far + "/address").strip();
    from.space().run("ip", "neigh", "replace", address, "lladdr", mac, "dev", near);
  }

  @Test
  void aPartitionOfAnyShapeSeparatesItsSides() {
    lab.faults().partition(List.of(List.of(a, d1), List.of(b, lab.client())));
    assertTrue(reaches(a, d1.address()));
    assertTrue(reaches(lab.client(), b.address()));
    assertFalse(reaches(a, b.address()));
    assertFalse(reaches(a, B_CROSS));
    assertFalse(reaches(lab.client(), d1.address()));
    // In no side: reached by all.
    assertTrue(reaches(a, lab.devices().get(1).address()));
    assertTrue(reaches(b, lab.devices().get(1).address()));
  }

  @Test
  void lossIsAboutAsHighAsAsked() {
    // A neighbour that can't be resolved would be a loss of its own.
    neighbour(a, b, b.address());
    neighbour(b, a, a.address());
    neighbour(a, b, B_CROSS);
    neighbour(b, a, A_CROSS);
    lab.faults().loss(40);
    for (String address : List.of(b.address(), B_CROSS)) {
      String report =
          a.space()
              .attempt(Duration.ofSeconds(9), "ping", "-c400", "-i0.004", "-W0.2", "-q", address)
              .output();
      double answered =
          Double.parseDouble(report.replaceAll("(?s).* (\\d+) received.*", "$1")) / 400;
      // Both ways: 0.6 * 0.6 = 0.36, with a deviation of 0.024.
      assertEquals(0.36, answered, 0.12, report);
    }
    assertTrue(reaches(a, d1.address()));
    for (Node node : lab.nodes()) {
      node.space().run("ip", "neigh", "flush", "nud", "permanent");
    }
  }

  @Test
  void whatANodeSendsIsOverheard() throws Exception {
    var heard = new java.util.concurrent.CompletableFuture<List<byte[]>>();
    Thread.ofPlatform()
        .start(() -> heard.complete(lab.overhear(b, 5998, 1, Duration.ofSeconds(5))));
    try (var sender = b.space().call(() -> new java.net.DatagramSocket())) {
      var target = new java.net.InetSocketAddress(a.address(), 5998);
      byte[] content = "overheard".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      Awaitility.await()
          .until(
              () -> {
                sender.send(new java.net.DatagramPacket(content, content.length, target));
                return heard.isDone();
              });
      byte[] frame = heard.get().getFirst();
      org.junit.jupiter.api.Assertions.assertArrayEquals(
          content, java.util.Arrays.copyOfRange(frame, 14 + 20 + 8, 14 + 20 + 8 + content.length));
    }
  }

  @Test
  void faultsAddUpAndHealOneByOne() {
    Fault silent = lab.faults().lanSilent(a);
    Fault crossover = lab.faults().crossoverSilent(1);
    assertFalse(reaches(a, b.address()));
    silent.heal();
    silent.heal();
    assertTrue(reaches(a, b.address()));
    assertFalse(reaches(a, B_CROSS));
    crossover.heal();
  }

  @Test
  void aPowerLossLeavesNothingOfTheNodeAndPowerOnABareMachine() throws Exception {
    Process sleeper;
    try (ServerSocket server = b.space().call(() -> new ServerSocket(7000))) {
      server.setSoTimeout(10_000);
      String connected = "exec 3<>/dev/tcp/%s/7000; exec sleep 600".formatted(b.address());
      sleeper = a.launch(log(), List.of("bash", "-c", connected));
      server.accept().close();
    }
    String boot = a.space().run("cat", a.home().resolve("boot_id").toString());
    a.space().run("ip", "address", "add", "10.77.0.100/24", "dev", "eth0");
    a.space().run("ip", "link", "add", "mac", "link", "eth0", "type", "macvlan");
    a.space().nft("table netdev t { set s { type ipv4_addr; }; }\n");

    Fault off = lab.faults().powerLoss(a);

    Awaitility.await().until(() -> !sleeper.isAlive());
    Awaitility.await("the far end of the cable").until(() -> carrier(b, "xa1").equals("none"));
    assertFalse(reaches(b, a.address()));
    assertEquals("", a.space().run("nft", "list", "ruleset"));
    assertEquals("", a.space().run("ip", "-o", "link", "show", "type", "macvlan"));
    assertEquals("", a.space().run("ss", "--tcp", "--all", "--no-header"));

    off.heal();
    assertFalse(a.space().run("ip", "-o", "address").contains("10.77.0.100"));
    Awaitility.await().until(() -> reaches(b, a.address()));
    assertNotEquals(boot, a.space().run("cat", a.home().resolve("boot_id").toString()));
  }

  @Test
  void aProcessSeesTheBootIdOfItsMachine() throws Exception {
    Path seen = lab.scratch().resolve("seen");
    Process reader = b.launch(seen, List.of("cat", "/proc/sys/kernel/random/boot_id"));
    assertTrue(reader.waitFor(5, TimeUnit.SECONDS));
    assertEquals(
        java.nio.file.Files.readString(b.home().resolve("boot_id")),
        java.nio.file.Files.readString(seen));
  }

  @Test
  void aHangStopsEveryProcessAndHealingContinuesThem() {
    Process one = a.launch(log(), List.of("sleep", "600"));
    Process other = a.launch(log(), List.of("sh", "-c", "while :; do sleep 0.01; done"));
    Process elsewhere = b.launch(log(), List.of("sleep", "600"));
    Awaitility.await().until(() -> a.space().processes().size() >= 2);
    Fault hang = lab.faults().hang(a);
    Awaitility.await()
        .until(() -> a.space().processes().stream().allMatch(pid -> state(pid).equals("T")));
    assertNotEquals("T", state(elsewhere.pid()));
    hang.heal();
    Awaitility.await()
        .until(() -> List.of(one, other).stream().noneMatch(p -> state(p.pid()).equals("T")));
    List.of(one, other, elsewhere).forEach(Process::destroyForcibly);
  }

  private static String state(long pid) {
    try {
      String stat = java.nio.file.Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[0];
    } catch (IOException ended) {
      return "T";
    }
  }

  @Test
  void loadRunsUntilItIsHealed() {
    Fault load = lab.faults().load(a, 2);
    Awaitility.await().until(() -> a.space().processes().size() == 2);
    load.heal();
    Awaitility.await().until(() -> a.space().processes().isEmpty());
  }

  @Test
  void threeNodesHaveACrossoverForEachPair() {
    try (Lab three = Lab.build(new Topology(3, 2, 1))) {
      assertTrue(reaches(three.node("a"), three.node("c").address()));
      assertTrue(reaches(three.node("b"), "10.77.6.13"), three.topology().cables().toString());
      assertEquals(
          Map.of("a", 5, "b", 5, "c", 5),
          Map.of(
              "a", three.node("a").ports().size(),
              "b", three.node("b").ports().size(),
              "c", three.node("c").ports().size()));
    }
  }

  private Path log() {
    return lab.scratch().resolve("log");
  }
}
