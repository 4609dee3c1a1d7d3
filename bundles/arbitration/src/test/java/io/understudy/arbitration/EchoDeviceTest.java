package io.understudy.arbitration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.BeatSeal;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.kernel.Ticker;
import io.understudy.heartbeat.DummySeal;
import io.understudy.heartbeat.DummyTicker;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EchoDeviceTest {
  private static final InetAddress A = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress B = InetAddress.ofLiteral("10.0.0.2");
  private static final InetAddress ROUTER = InetAddress.ofLiteral("10.0.0.254");
  private static final InetAddress PRINTER = InetAddress.ofLiteral("10.0.0.253");

  private final BeatSeal seal = new DummySeal(1);
  private final HandTicker ticker = new HandTicker();
  private final DummyLan lan = new DummyLan(ticker);
  private final Ear ear = new Ear();
  private final List<DevicePort> ports = new ArrayList<>();
  private EchoDevice router;

  @BeforeEach
  void node() {
    lan.devices.add(ROUTER);
    router = device("router", ROUTER, port(A, seal, ticker));
    router.listen(ear);
  }

  @AfterEach
  void end() {
    ports.forEach(DevicePort::deactivate);
  }

  @Test
  void anAnswerBringsTheStampBack() {
    router.ping(42);

    assertEquals(List.of(42L), ear.answers);
    assertTrue(router.view().reached());
    assertFalse(router.view().reflects());
    ticker.pass(Duration.ofMillis(3501));
    assertFalse(router.view().reached());
  }

  @Test
  void anAnswerFromAnotherAddressDoesNotCount() {
    EchoDevice printer = device("printer", PRINTER, ports.getFirst());
    printer.listen(ear);
    printer.ping(42);

    lan.reply(ROUTER, A, lan.sent.getLast().payload());
    lan.reply(B, A, lan.sent.getLast().payload());
    assertEquals(List.of(), ear.answers);

    lan.reply(PRINTER, A, lan.sent.getLast().payload());
    assertEquals(List.of(42L), ear.answers);
  }

  @Test
  void anAnswerCountsOnceAndForAFewSeconds() {
    router.ping(42);
    lan.reply(ROUTER, A, lan.sent.getLast().payload());
    assertEquals(1, ear.answers.size());

    lan.devices.clear();
    router.ping(43);
    ticker.pass(Duration.ofMillis(3600));
    lan.reply(ROUTER, A, lan.sent.getLast().payload());
    assertEquals(1, ear.answers.size());
  }

  @Test
  void anAnswerOfAnEarlierProcessOrWithAnotherKeyDoesNotCount() {
    router.ping(42);
    var payload = lan.sent.getLast().payload();
    EchoDevice later = device("router", ROUTER, port(A, seal, ticker));
    later.listen(ear);
    ear.answers.clear();

    lan.reply(ROUTER, A, payload);
    lan.reply(ROUTER, A, ByteBuffer.allocate(70));
    lan.reply(ROUTER, A, ByteBuffer.allocate(0));
    lan.reply(ROUTER, A, new DummySeal(2).seal(new DummySeal(1).open(payload).orElseThrow()));

    assertEquals(List.of(), ear.answers);
  }

  @Test
  void aBeatIsReflectedToThePeerOnce() {
    EchoDevice far = device("router", ROUTER, port(B, seal, ticker));
    Ear farEar = new Ear();
    far.listen(farEar);

    router.reflect(new NodeId("b"), Ear.beat(7));

    assertEquals(List.of(7), farEar.beats);
    assertTrue(far.view().reflects());
    assertFalse(router.view().reflects());
    assertEquals(B, lan.sent.getLast().source());
    lan.reply(ROUTER, B, lan.sent.getLast().payload());
    assertEquals(1, farEar.beats.size());
  }

  @Test
  void aPeerWithoutAnAddressOfTheFamilyIsNamed() {
    router.reflect(new NodeId("c"), Ear.beat(7));

    assertTrue(router.view().error().contains("no address of c"), router.view().error());
    assertSays("no vote", "correct peers");
  }

  @Test
  void theOwnAddressAmongThePeersIsNoticed() {
    router.reflect(new NodeId("a"), Ear.beat(7));

    assertEquals(List.of(), ear.beats);
    assertTrue(router.view().error().contains("come back"), router.view().error());
  }

  @Test
  void aSilentDeviceIsReportedWithTheConsequence() {
    lan.devices.clear();
    for (int second = 0; second < 11; second++) {
      router.ping(second);
      ticker.pass(Duration.ofSeconds(1));
    }
    assertSays("has not answered a ping for 11 s: it has no vote", "switch it on");
  }

  @Test
  void aDeviceThatDoesNotReflectIsReportedWithTheConsequence() {
    for (int second = 0; second < 11; second++) {
      router.ping(second);
      ticker.pass(Duration.ofSeconds(1));
    }
    assertSays("no reflected beat came by way of it for 11 s: it has no vote", "compare peers");
  }

  @Test
  void aDeviceThatNobodyPingsIsNotAccused() {
    ticker.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), router.problems());
    router.ping(1);
    lan.devices.clear();
    router.ping(2);
    assertEquals(List.of(), router.problems());
  }

  @Test
  void anInterfaceThatIsNotThereIsWaitedFor() {
    lan.fault = "there is no interface eth9";
    int before = lan.opened;
    DevicePort waiting = new DevicePort(lan.at(B), new DummyTicker(), seal, portSettings());
    ports.add(waiting);
    EchoDevice device = device("printer", PRINTER, waiting);
    await().until(() -> waiting.problems().toString().contains("no interface eth9"));
    device.ping(1);
    assertTrue(device.view().error().contains("no interface eth9"), device.view().error());

    lan.fault = "";
    await().until(() -> lan.opened > before && waiting.problems().isEmpty());
  }

  @Test
  void socketsAreOpenedAgainWhenSendingFailsForLong() {
    DevicePort live = port(B, seal, new DummyTicker());
    EchoDevice device = device("printer", ROUTER, live);
    device.listen(ear);
    int before = lan.opened;
    lan.fault = "no such device";
    await()
        .until(
            () -> {
              device.ping(1);
              return live.problems().toString().contains("no such device");
            });
    lan.fault = "";
    await().until(() -> lan.opened > before);
    await()
        .until(
            () -> {
              device.ping(2);
              return device.view().reached();
            });
    assertEquals("", device.view().error());
  }

  @Test
  void aRemovedDeviceHearsNothingMore() throws Exception {
    router.deactivate();
    router.ping(1);
    assertEquals(List.of(), ear.answers);
  }

  private DevicePort port(InetAddress own, BeatSeal with, Ticker time) {
    DevicePort port = new DevicePort(lan.at(own), time, with, portSettings());
    ports.add(port);
    await().until(() -> port.problems().isEmpty());
    return port;
  }

  private static Map<String, Object> portSettings() {
    return Map.of("interface", "eth0", "peers", "a@10.0.0.1, b@10.0.0.2,b@fd00::2");
  }

  private EchoDevice device(String name, InetAddress address, DevicePort port) {
    return new EchoDevice(ticker, port, Map.of("name", name, "address", address.getHostAddress()));
  }

  private void assertSays(String what, String remedy) {
    List<Problem> problems = router.problems();
    assertTrue(
        problems.stream().anyMatch(p -> p.what().contains(what) && p.remedy().contains(remedy)),
        problems.toString());
  }
}
