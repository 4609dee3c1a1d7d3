package io.understudy.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.SettingsCheck.Objection;
import io.understudy.api.kernel.Prefix;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakeoverSettingsTest {
  @TempDir Path home;

  static Map<String, Object> values(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "group", "web",
                "interface", "eth0",
                "addresses", "10.0.0.100/24, fd00::100/64"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void readsAFile() {
    TakeoverSettings settings = TakeoverSettings.of(values());
    assertEquals(new GroupId("web"), settings.group());
    assertEquals(2, settings.addresses().size());
    assertEquals("us-web", settings.bearer());
    assertEquals(5, settings.announce().size());
  }

  @Test
  void bearsTheAddressesOnTheInterfaceItselfWhenAsked() {
    assertEquals("eth0", TakeoverSettings.of(values("mac", "interface")).bearer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "group; Web",
        "group; ''",
        "interface; ''",
        "interface; lo",
        "interface; ../eth0",
        "interface; abcdefghijklmnop",
        "addresses; ''",
        "addresses; 10.0.0.100",
        "addresses; 10.0.0.300/24",
        "addresses; www.example.org/24",
        "addresses; 10.0.0.100/33",
        "addresses; 10.0.0.100/24, 10.0.0.100/25",
        "addresses; 10.0.0.0/24",
        "addresses; 10.0.0.255/24",
        "addresses; 224.0.0.1/24",
        "addresses; 127.0.0.2/8",
        "addresses; 0.0.0.0/8",
        "addresses; fe80::1/64",
        "addresses; ff02::1/64",
        "addresses; ::1/128",
        "mac; none",
        "virtualMac; 01:00:5e:00:00:01",
        "virtualMac; 00:00:00:00:00:00",
        "virtualMac; hello",
        "announce; 100ms, 20ms",
        "announce; soon",
        "announceEvery; 1ms",
      })
  void refusesWithTheKeyAndARemedy(String key, String value) {
    List<Objection> objections =
        new TakeoverSettingsCheck(new DummyMachine(new DummyLan()), home).check(values(key, value));
    assertEquals(List.of(key), objections.stream().map(Objection::key).toList());
    assertTrue(objections.getFirst().remedy().length() > 5, objections::toString);
  }

  @Test
  void refusesAVirtualMacThatWouldNotBeUsed() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TakeoverSettings.of(values("mac", "interface", "virtualMac", "02:00:00:00:00:01")));
  }

  @Test
  void acceptsAnInterfaceThatIsNotThereYet() {
    assertEquals(
        List.of(),
        new TakeoverSettingsCheck(new DummyMachine(new DummyLan()), home).check(values()));
  }

  @Test
  void refusesTheNodesOwnAddress() throws Exception {
    DummyMachine machine = new DummyMachine(new DummyLan()).with("eth0", "0a:00:00:00:00:01");
    machine.add("eth0", Prefix.parse("10.0.0.100/24"));
    List<Objection> objections =
        new TakeoverSettingsCheck(machine, home).check(values("mac", "interface"));
    assertEquals("addresses", objections.getFirst().key());
    assertTrue(objections.getFirst().what().contains("own address"), objections::toString);
  }

  @Test
  void knowsItsOwnClaimFromTheNodesOwnAddress() throws Exception {
    DummyMachine machine = new DummyMachine(new DummyLan()).with("eth0", "0a:00:00:00:00:01");
    TakeoverSettings settings = TakeoverSettings.of(values("mac", "interface"));
    GroupTakeover takeover = new GroupTakeover(settings, machine, machine, home, home);
    takeover.claim(new io.understudy.api.Term(1));
    takeover.deactivate();
    assertEquals(
        List.of(), new TakeoverSettingsCheck(machine, home).check(values("mac", "interface")));
  }

  @Test
  void derivesTheSameMacOnEveryNodeAndAnotherInEveryCluster() throws Exception {
    var one = VirtualMac.derive(new GroupId("web"), Prefix.parse("10.0.0.100/24").address());
    assertEquals(
        one, VirtualMac.derive(new GroupId("web"), Prefix.parse("10.0.0.100/25").address()));
    assertEquals(0x02, one.value() >>> 40);
    assertNotEquals(
        one, VirtualMac.derive(new GroupId("web"), Prefix.parse("10.0.0.101/24").address()));
    assertNotEquals(
        one, VirtualMac.derive(new GroupId("db"), Prefix.parse("10.0.0.100/24").address()));
  }

  @Test
  void namesDevicesWithinFifteenCharacters() {
    assertEquals("us-web", VirtualMac.device(new GroupId("web")));
    String first = VirtualMac.device(new GroupId("a-very-long-group-name-one"));
    String second = VirtualMac.device(new GroupId("a-very-long-group-name-two"));
    assertEquals(15, first.length());
    assertNotEquals(first, second);
  }
}
