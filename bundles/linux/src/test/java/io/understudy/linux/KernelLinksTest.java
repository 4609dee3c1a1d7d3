package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import io.understudy.lab.Namespace;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KernelLinksTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:00:01:0a");

  private Namespace space;
  private KernelLinks links;

  @BeforeEach
  void makeDevice() throws Exception {
    space = Namespace.create("links");
    space.run("ip", "link", "add", "e0", "type", "veth", "peer", "name", "e1");
    space.run("ip", "link", "set", "e1", "up");
    links = space.call(KernelLinks::new);
  }

  @AfterEach
  void remove() {
    links.close();
    space.close();
  }

  @Test
  void findsADeviceWithItsState() throws Exception {
    assertFalse(links.find("e0").orElseThrow().up());
    links.up("e0", true);
    var link = links.find("e0").orElseThrow();
    assertTrue(link.up());
    assertTrue(link.carrier());
    assertEquals(1500, link.mtu());
    assertEquals(Optional.empty(), links.find("nope"));
    assertEquals(Optional.empty(), links.find("a-name-that-is-far-too-long"));
  }

  @Test
  void addsAndRemovesAddressesOfBothFamiliesAndTwiceIsWell() throws Exception {
    links.up("e0", true);
    for (Prefix address : Set.of(Prefix.parse("10.1.0.100/24"), Prefix.parse("fd01::100/64"))) {
      links.add("e0", address);
      links.add("e0", address);
      assertTrue(links.addresses("e0").contains(address));
      links.remove("e0", address);
      links.remove("e0", address);
      assertFalse(links.addresses("e0").contains(address));
    }
    links.remove("nope", Prefix.parse("10.1.0.100/24"));
  }

  @Test
  void anIpv6AddressIsUsableAtOnceAndNotChosenAsSource() throws Exception {
    links.up("e0", true);
    links.add("e0", Prefix.parse("fd01::100/64"));

    String shown = space.run("ip", "-6", "address", "show", "dev", "e0", "to", "fd01::100");

    assertFalse(shown.contains("tentative"), shown);
    assertTrue(shown.contains("deprecated"), shown);
    assertTrue(shown.contains("nodad"), shown);
  }

  @Test
  void aNetworkThatIsReachedAlreadyGetsNoSecondRoute() throws Exception {
    links.up("e0", true);
    links.up("e1", true);
    links.add("e1", Prefix.parse("10.1.0.1/24"));
    links.add("e0", Prefix.parse("10.1.0.100/24"));
    links.add("e0", Prefix.parse("10.2.0.100/24"));

    String routes = space.run("ip", "route");

    assertTrue(routes.contains("10.1.0.0/24 dev e1"), routes);
    assertFalse(routes.contains("10.1.0.0/24 dev e0"), routes);
    assertTrue(routes.contains("10.2.0.0/24 dev e0"), routes);
  }

  @Test
  void makesAMacvlanOnceAndDeletesItAndNothingElse() throws Exception {
    links.up("e0", true);
    var made = links.macvlan("us-web", "e0", MAC);
    assertEquals(MAC, made.mac());
    assertFalse(made.up());
    assertEquals(made.index(), links.macvlan("us-web", "e0", MAC).index());
    links.up("us-web", true);
    assertTrue(links.find("us-web").orElseThrow().carrier());
    assertFalse(space.run("ip", "-6", "address", "show", "dev", "us-web").contains("fe80"));

    assertThrows(
        KernelException.class,
        () -> links.macvlan("us-web", "e0", MacAddress.parse("02:00:5e:00:01:0b")));
    assertThrows(KernelException.class, () -> links.delete("e0"));
    links.delete("us-web");
    links.delete("us-web");
    assertEquals(Optional.empty(), links.find("us-web"));
    assertTrue(links.find("e0").isPresent());
  }

  @Test
  void aRefusalNamesTheDeviceAndTheErrorInWords() {
    var refusal =
        assertThrows(KernelException.class, () -> links.add("nope", Prefix.parse("10.1.0.100/24")));
    assertEquals("looking for device nope: No such device", refusal.getMessage());
    assertEquals(Numbers.ENODEV, refusal.errno());
  }

  @Test
  void namesTheDevicesThatChange() throws Exception {
    Set<String> changed = new ConcurrentSkipListSet<>();
    AutoCloseable watch = space.call(() -> links.listen(changed::addAll));
    try {
      links.up("e0", true);
      await(changed, "e0");
      changed.clear();
      links.add("e1", Prefix.parse("fd01::100/64"));
      await(changed, "e1");
      links.macvlan("us-web", "e0", MAC);
      await(changed, "us-web");
    } finally {
      watch.close();
    }
    changed.clear();
    links.delete("us-web");
    links.up("e0", false);
    assertEquals(Set.of(), changed);
  }

  private static void await(Set<String> changed, String name) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> changed.contains(name));
  }
}
