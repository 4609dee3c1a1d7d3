package io.understudy.arbitration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.NodeId;
import io.understudy.heartbeat.DummySeal;
import io.understudy.lab.Namespace;
import io.understudy.linux.KernelEchoes;
import io.understudy.linux.KernelTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two nodes that a switch keeps apart, and a device that both reach.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class EchoDeviceInNamespacesTest {
  private final List<Namespace> spaces = new ArrayList<>();
  private final List<DevicePort> ports = new ArrayList<>();
  private final Ear earA = new Ear();
  private final Ear earB = new Ear();
  private Namespace between;
  private Namespace a;
  private Namespace b;
  private Namespace device;

  @BeforeEach
  void machines() {
    between = space("arS");
    between.run("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
    between.run("ip", "link", "set", "br0", "up");
    a = machine("a", "1");
    b = machine("b", "2");
    device = machine("d", "9");
    between.run("ip", "link", "set", "dev", "a", "type", "bridge_slave", "isolated", "on");
    between.run("ip", "link", "set", "dev", "b", "type", "bridge_slave", "isolated", "on");
  }

  @AfterEach
  void end() {
    ports.forEach(DevicePort::deactivate);
    spaces.reversed().forEach(Namespace::close);
  }

  @Test
  void aBeatCrossesPortIsolationByWayOfADevice() throws Exception {
    reflects("10.9.1.9");
  }

  @Test
  void aBeatCrossesPortIsolationOverIpv6() throws Exception {
    reflects("fd0a::9");
  }

  private void reflects(String address) throws Exception {
    EchoDevice atA = at(a, address, earA);
    EchoDevice atB = at(b, address, earB);

    await()
        .until(
            () -> {
              atA.ping(1);
              atB.ping(2);
              atA.reflect(new NodeId("b"), Ear.beat(7));
              atB.reflect(new NodeId("a"), Ear.beat(8));
              return atA.view().reached()
                  && atB.view().reached()
                  && earB.beats.size() > 3
                  && earA.beats.size() > 3;
            });

    assertTrue(atA.view().reflects() && atB.view().reflects());
    assertTrue(atA.view().latency().toNanos() > 0, atA.view().toString());
    assertEquals("", atA.view().error());
    assertTrue(
        earA.beats.stream().allMatch(n -> n == 8) && earB.beats.stream().allMatch(n -> n == 7));
  }

  @Test
  void aDeviceThatIsOffIsNotReached() throws Exception {
    EchoDevice atA = at(a, "10.9.1.9", earA);
    await().until(() -> pinged(atA) && atA.view().reached());

    device.run("ip", "link", "set", "e0", "down");

    await().until(() -> pinged(atA) && !atA.view().reached());
  }

  @Test
  void noRouteIsNamedAndForgottenWhenThereIsOne() throws Exception {
    // IPv4 takes an unknown destination to be on the link that the socket is bound to.
    EchoDevice atA = at(a, "fd0b::9", earA);

    await().until(() -> pinged(atA) && atA.view().error().contains("unreachable"));

    device.run("ip", "address", "add", "fd0b::9/64", "dev", "e0", "nodad");
    a.run("ip", "route", "add", "fd0b::/64", "via", "fd0a::9");
    await().until(() -> pinged(atA) && atA.view().reached());
    assertEquals("", atA.view().error());
  }

  @Test
  void anInterfaceMadeAnewIsFoundAgain() throws Exception {
    EchoDevice atA = at(a, "10.9.1.9", earA);
    await().until(() -> pinged(atA) && atA.view().reached());

    a.run("ip", "link", "del", "e0");
    await().until(() -> pinged(atA) && !atA.view().error().isEmpty());
    assertFalse(ports.isEmpty());
    plug(a, "a", "1");

    await().until(() -> pinged(atA) && atA.view().error().isEmpty() && atA.view().reached());
  }

  private static boolean pinged(EchoDevice device) {
    device.ping(5);
    return true;
  }

  private EchoDevice at(Namespace node, String address, Ear ear) throws Exception {
    KernelTicker ticker = new KernelTicker();
    DevicePort port =
        node.call(
            () ->
                new DevicePort(
                    new KernelEchoes(ticker),
                    ticker,
                    new DummySeal(1),
                    Map.of(
                        "interface", "e0", "peers", "a@10.9.1.1,b@10.9.1.2,a@fd0a::1,b@fd0a::2")));
    ports.add(port);
    EchoDevice made = new EchoDevice(ticker, port, Map.of("name", "router", "address", address));
    made.listen(ear);
    return made;
  }

  private Namespace space(String hint) {
    Namespace space = Namespace.create(hint);
    spaces.add(space);
    return space;
  }

  private Namespace machine(String name, String host) {
    Namespace space = space("ar" + name);
    plug(space, name, host);
    return space;
  }

  private void plug(Namespace space, String name, String host) {
    between.run(
        "ip",
        "link",
        "add",
        "name",
        name,
        "type",
        "veth",
        "peer",
        "name",
        "e0",
        "netns",
        space.name());
    between.run("ip", "link", "set", "dev", name, "master", "br0", "up");
    space.run("ip", "address", "add", "10.9.1." + host + "/24", "dev", "e0");
    space.run("ip", "address", "add", "fd0a::" + host + "/64", "dev", "e0", "nodad");
    space.run("ip", "link", "set", "e0", "up");
  }
}
