package io.understudy.linux;

import static io.understudy.linux.KernelLeaseTest.BOTH;
import static io.understudy.linux.KernelLeaseTest.SERVICE_4;
import static io.understudy.linux.KernelLeaseTest.SPANS;
import static io.understudy.linux.KernelLeaseTest.WEB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Lease.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Other processes try to renew the lease. All but one know everything: secret, nonce, layout.
@EnabledIf(value = "possible", disabledReason = "needs root, namespaces, perl and setpriv")
class LeaseAttackTest {
  /// Sends the frames in its arguments to lo by a packet socket, as UDP to loopback and to the
  /// address itself, and as raw IP; says what it could not even try.
  private static final String ATTACKER =
      """
      my $lo = pack("SnlSCCa8", 17, 0x88b5, 1, 0, 0, 6, "");
      for my $type (2, 3) {
        if (socket(my $s, 17, $type, 0)) {
          for my $f (@ARGV) {
            my $d = pack("H*", $f);
            $d = pack("H*", "00" x 12 . "88b5") . $d if $type == 3;
            send($s, $d, 0, $lo);
          }
          print "packet socket\\n";
        }
      }
      for my $to ("\\x7f\\0\\0\\1", "\\x0a\\x09\\0\\x64") {
        if (socket(my $s, 2, 2, 17)) {
          for my $port (7001, 7002, 0x88b5) {
            send($s, pack("H*", $_), 0, pack("Sna4x8", 2, $port, $to)) for @ARGV;
          }
          print "udp\\n";
        }
        if (socket(my $s, 2, 3, 255)) {
          send($s, pack("H*", $_), 0, pack("Sna4x8", 2, 0, $to)) for @ARGV;
        }
      }
      """;

  private Lan lan;
  private LeaseChannel channel;

  static boolean possible() {
    return io.understudy.lab.Namespace.available()
        && Files.isExecutable(Path.of("/usr/bin/perl"))
        && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  @BeforeEach
  void guard() throws Exception {
    lan = new Lan();
    lan.node.run("ip", "address", "add", "10.9.0.100/24", "dev", "e0");
    channel = lan.node.call(LeaseChannel::new);
    String rules = LeaseRules.guard(WEB, Set.of("e0"), BOTH, SPANS, List.of(), channel.secret(), 0);
    assertEquals(Optional.empty(), lan.node.call(() -> new Nft("").run(rules)));
    assertFalse(lan.answers(SERVICE_4));
  }

  @AfterEach
  void disconnect() {
    channel.close();
    lan.close();
  }

  private static String frame(byte[] secret, long nonce, int operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment frame = arena.allocate(LeaseFrame.LENGTH);
      LeaseFrame.write(frame.asByteBuffer(), secret, nonce, operation, SERVICE_4.getAddress());
      return HexFormat.of().formatHex(frame.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Arms and renews by each kind.
  private static List<String> frames(byte[] secret, long nonce) {
    List<String> frames = new ArrayList<>();
    frames.add(frame(secret, nonce, LeaseFrame.ARM));
    for (Kind kind : Kind.values()) {
      frames.add(frame(secret, nonce, LeaseFrame.renew4(kind)));
    }
    return frames;
  }

  /// {@return what the attacker could try}
  private String attack(List<String> privileges, List<String> frames) {
    List<String> command = new ArrayList<>(privileges);
    command.addAll(List.of("perl", "-e", ATTACKER));
    command.addAll(frames);
    var result = lan.node.attempt(Duration.ofSeconds(5), command.toArray(String[]::new));
    assertTrue(result.succeeded(), result.output());
    assertTrue(result.output().contains("udp"), result.output());
    return result.output();
  }

  private static List<String> nobody(String capabilities) {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    if (!capabilities.isEmpty()) {
      command.add("--inh-caps=" + capabilities);
      command.add("--ambient-caps=" + capabilities);
    }
    return command;
  }

  @Test
  void rootWhoKnowsTheSecretCouldRenewSoTheAttackIsARealOne() throws Exception {
    assertTrue(attack(List.of(), frames(channel.secret(), 7)).contains("packet socket"));
    lan.assertAnswers(SERVICE_4);
  }

  @Test
  void anUnprivilegedProcessCanNotRenewEvenIfItKnowsAll() throws Exception {
    assertFalse(attack(nobody(""), frames(channel.secret(), 7)).contains("packet socket"));
    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void anUnprivilegedProcessCanNotRenewWithATicketThatIsArmed() throws Exception {
    long nonce = channel.nextNonce();
    assertEquals(LeaseChannel.Effect.DONE, channel.arm(nonce));
    attack(nobody(""), frames(channel.secret(), nonce));
    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void aForeignUserWithRawSocketsCanNotRenew() throws Exception {
    long nonce = channel.nextNonce();
    assertEquals(LeaseChannel.Effect.DONE, channel.arm(nonce));
    String tried = attack(nobody("+net_raw"), frames(channel.secret(), nonce));
    assertTrue(tried.contains("packet socket"), tried);
    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void aForeignUserWithANetworkOfItsOwnCanNotRenew() throws Exception {
    List<String> command = nobody("");
    command.addAll(List.of("unshare", "--user", "--map-root-user", "--net"));
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("perl", "-e", ATTACKER));
    whole.addAll(frames(channel.secret(), 7));
    lan.node.attempt(Duration.ofSeconds(5), whole.toArray(String[]::new));
    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void withoutTheSecretNotEvenRootRenews() throws Exception {
    long nonce = channel.nextNonce();
    assertEquals(LeaseChannel.Effect.DONE, channel.arm(nonce));
    String tried = attack(List.of(), frames(new byte[LeaseFrame.SECRET], nonce));
    assertTrue(tried.contains("packet socket"), tried);
    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void aRenewalReplayedAfterItsTicketsEndDoesNothing() throws Exception {
    long nonce = channel.nextNonce();
    channel.arm(nonce);
    assertTrue(channel.renew(nonce, Kind.VERDICT, List.of(SERVICE_4.getAddress())));
    List<String> replayed = frames(channel.secret(), nonce);
    replayed.removeFirst();
    org.awaitility.Awaitility.await()
        .pollDelay(SPANS.get(Kind.PAUSE).ticket().plusMillis(20))
        .until(() -> channel.muted(SERVICE_4.getAddress()));

    attack(List.of(), replayed);

    assertFalse(lan.answers(SERVICE_4));
  }

  @Test
  void anAttackerCanNotKeepTheNodeFromItsOwnLease() throws Exception {
    attack(nobody("+net_raw"), frames(channel.secret(), 7));
    long nonce = channel.nextNonce();
    channel.arm(nonce);
    assertTrue(channel.renew(nonce, Kind.PAUSE, List.of(SERVICE_4.getAddress())));
    attack(nobody("+net_raw"), List.of(frame(channel.secret(), 0, LeaseFrame.DROP_4)));
    lan.assertAnswers(SERVICE_4);
  }
}
