package io.understudy.heartbeat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Namespace;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// A path over a cable between two machines.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class UdpPathInNamespacesTest {
  private final HmacSeal seal = new HmacSeal(HmacSealTest.key(1));
  private final Ear ear = new Ear();
  private Namespace one;
  private Namespace two;
  private UdpPath a;
  private UdpPath b;

  @BeforeEach
  void cable() {
    one = Namespace.create("hb1");
    two = Namespace.create("hb2");
    one.run("ip", "link", "add", "e0", "type", "veth", "peer", "name", "e0", "netns", two.name());
    end(one, "1");
    end(two, "2");
  }

  private static void end(Namespace space, String host) {
    space.run("ip", "address", "add", "10.9.0." + host + "/24", "dev", "e0");
    space.run("ip", "address", "add", "fd09::" + host + "/64", "dev", "e0", "nodad");
    space.run("ip", "address", "add", "fe80::" + host + "/64", "dev", "e0", "nodad");
    space.run("ip", "link", "set", "e0", "up");
  }

  @AfterEach
  void unplug() {
    for (UdpPath path : new UdpPath[] {a, b}) {
      if (path != null) {
        path.deactivate();
      }
    }
    two.close();
    one.close();
  }

  @Test
  void randomLossIsMeasuredAsSuch() throws Exception {
    paths("10.9.0.1", "10.9.0.2");
    two.nft(
        """
        table inet us {
          chain out {
            type filter hook output priority 0
            oifname "e0" numgen random mod 100 < 30 counter drop
          }
        }
        """);

    for (int n = 0; n < 400; n++) {
      beat();
      Thread.sleep(2);
    }

    // What is overdue counts as lost, also when only this thread was late.
    await()
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              beat();
              double loss = a.view().loss();
              return loss > 0.12 && loss < 0.5 && b.view().loss() < 0.05;
            });
  }

  @Test
  void aFirewallThatForbidsSendingIsNamedAndGoneWhenItIs() throws Exception {
    paths("10.9.0.1", "10.9.0.2");
    contact();
    one.nft(
        """
        table inet us {
          chain out {
            type filter hook output priority 0
            drop
          }
        }
        """);

    await().until(() -> beating() && a.view().error().contains("not permitted"));
    assertTrue(b.view().received() > 0);

    one.nft("delete table inet us\n");
    await().until(() -> beating() && a.view().error().isEmpty());
  }

  @Test
  void aPulledCableIsNamed() throws Exception {
    paths("10.9.0.1", "10.9.0.2");
    contact();

    two.run("ip", "link", "set", "e0", "down");

    await().until(() -> beating() && a.view().error().contains("no carrier"));
    assertEquals(1.0, lossWhenSilent());
    two.run("ip", "link", "set", "e0", "up");
    contact();
    await().until(() -> beating() && a.view().error().isEmpty());
  }

  @Test
  void anAddressThatIsNotThereYetIsWaitedFor() throws Exception {
    one.run("ip", "address", "del", "10.9.0.1/24", "dev", "e0");
    paths("10.9.0.1", "10.9.0.2");
    await().until(() -> a.view().error().contains("no interface has the address 10.9.0.1"));

    one.run("ip", "address", "add", "10.9.0.1/24", "dev", "e0");
    contact();
    await().until(() -> beating() && a.view().error().isEmpty());
  }

  @Test
  void anAddressThatGoesAndComesBackIsFoundAgain() throws Exception {
    paths("10.9.0.1", "10.9.0.2");
    contact();

    one.run("ip", "address", "del", "10.9.0.1/24", "dev", "e0");
    await().until(() -> beating() && !a.view().error().isEmpty());
    one.run("ip", "address", "add", "10.9.0.1/24", "dev", "e0");

    contact();
    await().until(() -> beating() && a.view().error().isEmpty());
  }

  @Test
  void globalIpv6AddressesCarryBeats() throws Exception {
    paths("fd09::1", "fd09::2");
    contact();
    assertEquals("[fd09:0:0:0:0:0:0:2]:7789", a.view().remote());
  }

  @Test
  void linkLocalAddressesCarryBeatsThroughANewDeviceOfTheSameName() throws Exception {
    paths("fe80::1%e0", "fe80::2%e0");
    contact();

    one.run("ip", "link", "del", "e0");
    await().until(() -> beating() && !a.view().error().isEmpty());
    one.run("ip", "link", "add", "e0", "type", "veth", "peer", "name", "e0", "netns", two.name());
    end(one, "1");
    end(two, "2");

    contact();
  }

  @Test
  void aClosedPortIsHeardOfOverIpv6() throws Exception {
    paths("fd09::1", "fd09::2");
    contact();
    b.deactivate();

    await().until(() -> beating() && ear.refusals.get() > 0);
  }

  private void paths(String first, String second) throws Exception {
    a = one.call(() -> path("b", first, second));
    b = two.call(() -> path("a", second, first));
    a.listen(ear);
  }

  private UdpPath path(String peer, String local, String remote) {
    return new UdpPath(
        new DummyTicker(),
        seal,
        Map.of("name", "lan", "node", peer, "local", local, "remote", remote));
  }

  private boolean beating() {
    beat();
    return true;
  }

  private void beat() {
    a.send(Ear.beat(1));
    b.send(Ear.beat(2));
  }

  private void contact() {
    ear.beats.clear();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> beating() && ear.beats.size() > 3 && b.view().alive() && a.view().alive());
  }

  private double lossWhenSilent() {
    await().until(() -> a.view().loss() == 1.0 && b.view().loss() == 1.0);
    return a.view().loss();
  }
}
