package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The disk below a daemon's data is full: its clients are told by the daemon itself, nothing moves
/// and nothing is started again, because the other node's copy has no more room; and once there is
/// room everything goes on.
class ServicesDiskFullTest extends PlayedWithServices {
  private static final int DISK = 8;
  private static final int TOO_MUCH = DISK << 21;

  /// Some rounds of monitoring, at 1 s a round.
  private static final Duration ROUNDS = Duration.ofSeconds(6);

  @Override
  void rules() {
    super.rules();
    stage
        .lab()
        .nodes()
        .forEach(
            node -> {
              node.smallDisk(smb.files().path(), DISK);
              node.smallDisk(imap.spool().path(), DISK);
            });
  }

  @Test
  void samba_tellsItsClientsAndStays() throws Exception {
    smb.write(PASSWORD, "before", "small");
    String said = smb.writeInVain(PASSWORD, "large", "x".repeat(TOO_MUCH));
    assertTrue(said.contains("DISK_FULL"), said);
    stays("web", first);
    assertEquals("small", smb.read(PASSWORD, "before"));
    smb.delete(PASSWORD, "large");
    smb.write(PASSWORD, "after", "small too");
    assertEquals("small too", smb.read(PASSWORD, "after"));
  }

  @Test
  void imap_tellsItsClientsAndStays() throws Exception {
    imap.append("INBOX", 1);
    String before = imap.seen("INBOX");
    String said = imap.appendInVain("INBOX", TOO_MUCH);
    assertTrue(said.contains("Upload failed"), said);
    stays(ImapService.GROUP, second);
    assertEquals(before, imap.seen("INBOX"));
    imap.append("INBOX", 1);
  }

  private void stays(String group, Node owner) {
    Instant full = Instant.now();
    Awaitility.await()
        .during(ROUNDS)
        .atMost(ROUNDS.multipliedBy(2))
        .until(() -> serves(group, owner));
    for (Node node : stage.lab().nodes()) {
      for (String kind : List.of("failed", "restarted", "claimed")) {
        assertTrue(moment(node, kind, full).isEmpty(), this::reports);
      }
    }
  }
}
