package io.understudy.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The whole forced command, as a process in a network namespace of its own with real rules.
@EnabledIf(value = "able", disabledReason = "needs root, nft, and unshare for a network namespace")
class MuteTest {
  private static final String RULES =
      """
      table netdev understudy {
        set web_held4_grant { typeof @nh,96,32; flags dynamic,timeout; }
        set web_held4_pause { typeof @nh,96,32; flags dynamic,timeout; }
        set web_held6_grant { typeof @nh,64,128; flags dynamic,timeout; }
        set web_ticket_grant { typeof @nh,128,64; flags dynamic,timeout; }
        set web_addr4 { typeof @nh,96,32; }
        chain web_lo { type filter hook egress device "lo" priority 0; }
        chain web_out_us0 {
          type filter hook egress device "us0" priority 0;
          @nh,96,32 @web_addr4 @nh,96,32 != @web_held4_grant drop
        }
      }
      """;

  @TempDir Path home;

  static boolean able() {
    return Program.run(
            Duration.ofSeconds(5),
            "",
            List.of("unshare", "-n", Program.find("nft"), "list", "ruleset"))
        .good();
  }

  @BeforeEach
  void configure() throws Exception {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/io.understudy.engine.cfg"), "node = b\nnodes = a, b\n");
    Files.createDirectories(Home.open(home).data().resolve("run"));
    Files.writeString(home.resolve("rules"), RULES);
    Files.writeString(
        home.resolve("data/run/takeover-web.places"),
        "us0 us0 192.0.2.100/24\nus0 us0 2001:db8::100/64\n");
  }

  @Test
  void whatTheKernelLeaseHoldsEndsAtOnceAndTheRulesStay() throws Exception {
    String said =
        inNamespace(
            """
            nft -f rules
            nft add element netdev understudy web_addr4 '{ 0xc0000264 }'
            nft add element netdev understudy web_held4_grant '{ 0xc0000264 timeout 1h }'
            nft add element netdev understudy web_held4_pause '{ 0xc0000264 timeout 1h }'
            nft add element netdev understudy web_ticket_grant '{ 0x1122334455667788 timeout 1h }'
            understudy; nft list table netdev understudy; ip -o address show dev us0
            """);
    assertTrue(said.startsWith("node=b incarnation=0 term=0 outcome=done\n"), said);
    assertFalse(said.contains("timeout 1h"), said);
    assertTrue(said.contains("0xc0000264"), "the group's addresses stay guarded: " + said);
    assertTrue(said.contains("192.0.2.100/24"), "a guarded address may stay: " + said);
  }

  @Test
  void whereNoRuleGuardsThemTheAddressesAreTakenAway() throws Exception {
    String said = inNamespace("understudy; ip -o address show dev us0\n");
    assertTrue(said.startsWith("node=b incarnation=0 term=0 outcome=done\n"), said);
    assertFalse(said.contains("192.0.2.100"), said);
    assertFalse(said.contains("2001:db8::100"), said);
    assertTrue(said.contains("192.0.2.2/24"), said);
  }

  @Test
  void anAddressThatTheLedgerPlacesElsewhereIsNoSuccess() throws Exception {
    Files.writeString(home.resolve("data/run/takeover-web.places"), "gone0 us0 192.0.2.100/24\n");
    String said = inNamespace("understudy\n");
    assertTrue(said.contains("outcome=failed reason=192.0.2.100 is still on a device"), said);
  }

  private String inNamespace(String script) throws Exception {
    String whole =
        """
        set -eu
        PATH=$PATH:/usr/sbin:/sbin
        cd %s
        understudy() {
          SSH_ORIGINAL_COMMAND='standby web 17 a' '%s/bin/java' -cp '%s' %s stand-down --home "$PWD" || true
        }
        ip link set lo up
        ip link add us0 type bridge
        ip link set us0 up
        ip address add 192.0.2.2/24 dev us0
        ip address add 192.0.2.100/24 dev us0
        ip address add 2001:db8::100/64 dev us0 nodad
        """
            .formatted(
                home,
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                Main.class.getName());
    Program.Result result =
        Program.run(Duration.ofSeconds(20), whole + script, List.of("unshare", "-n", "sh", "-s"));
    assertEquals(0, result.status(), result.output());
    return result.output();
  }
}
