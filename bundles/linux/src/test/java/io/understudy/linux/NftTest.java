package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.kernel.Lease.Kind;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NftTest {
  private static final byte[] SECRET = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
  private static final String SCRIPT =
      LeaseRules.guard(
          new GroupId("web"),
          Set.of("eth0", "br lan"),
          Set.of(InetAddress.ofLiteral("10.9.0.100")),
          Map.of(Kind.GRANT, Guarded.TRIAL),
          List.of("web_lo", "web_in_gone", "mail_in_gone", "confirm"),
          SECRET,
          0);

  @TempDir Path folder;

  private Nft program(String script) throws Exception {
    Path file = folder.resolve("nft");
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new Nft(file.toString());
  }

  @Test
  void theScriptGoesToStandardInputAndNoSecretToTheArguments() throws Exception {
    Nft nft = program("echo \"$@\" > %1$s/arguments; cat > %1$s/input".formatted(folder));

    assertEquals(Optional.empty(), nft.run(SCRIPT));

    assertEquals("-f -", Files.readString(folder.resolve("arguments")).strip());
    assertEquals(SCRIPT, Files.readString(folder.resolve("input")));
  }

  @Test
  void aFailureIsTheFirstLineAloneSoThatNoSecretGetsIntoALog() throws Exception {
    Nft nft = program("echo 'Error: no such thing'; cat; exit 1");

    String failure = nft.run(SCRIPT).orElseThrow();

    assertTrue(failure.endsWith("nft: Error: no such thing"), failure);
  }

  @Test
  void aProgramThatIsNotThereIsNamedWithTheRemedy() {
    String failure = new Nft("/no/such/nft").run(SCRIPT).orElseThrow();

    assertEquals("/no/such/nft: it can't be started; install the package nftables", failure);
  }

  @Test
  void guardingRemovesChainsOfTheGroupThatAreNoLongerWantedAndNoOthers() {
    assertTrue(SCRIPT.contains("delete chain netdev understudy web_in_gone"));
    assertFalse(SCRIPT.contains("mail_in_gone"));
    assertFalse(SCRIPT.contains("delete chain netdev understudy confirm"));
    assertFalse(SCRIPT.contains("delete chain netdev understudy web_lo"));
    assertFalse(SCRIPT.contains("flush set netdev understudy web_held4_grant"));
  }

  @Test
  void theTableGoesWithItsLastGroup() {
    List<String> sets = List.of("web_addr4", "mail_addr4");
    assertEquals(
        "delete table netdev understudy\n",
        LeaseRules.unguard(new GroupId("web"), List.of("web_lo", "confirm"), sets));
    assertFalse(
        LeaseRules.unguard(new GroupId("web"), List.of("web_lo", "mail_lo", "confirm"), sets)
            .contains("mail"));
  }
}
