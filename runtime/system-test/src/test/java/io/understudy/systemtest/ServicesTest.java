package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Samba and Dovecot move with their data and their identity, as real clients see it; each group
/// leaves the other alone. What the clients saw is printed as a table.
class ServicesTest extends PlayedWithServices {
  private static final Duration BOUND = Duration.ofSeconds(6);

  private final List<String> table = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private interface Event {
    void happen() throws Exception;
  }

  /// Lets something happen while all three kinds of clients are at work, and notes what they saw.
  private void watched(String what, String group, Node to, Event event) throws Exception {
    try (Logins files = new Logins(stage.lab(), SmbService.client(PASSWORD, "ls"));
        Logins mail = new Logins(stage.lab(), ImapService.client("INBOX", "-X", "NOOP"))) {
      Instant warm = Instant.now();
      soon("logins", () -> files.succeededAfter(warm) && mail.succeededAfter(warm));
      Instant begin = Instant.now();
      event.happen();
      soon(to + " owns " + group, () -> owner(group).equals(Optional.of(to)));
      soon(to + " serves " + group, () -> serves(group, to));
      Instant then = Instant.now();
      soon("logins again", () -> files.succeededAfter(then) && mail.succeededAfter(then));
      Duration smbOutage = files.outage(begin);
      Duration imapOutage = mail.outage(begin);
      table.add(
          "| %s | %d ms | %d ms | %d ms | %s |"
              .formatted(
                  what,
                  stage.client().polls().outage(begin).toMillis(),
                  smbOutage.toMillis(),
                  imapOutage.toMillis(),
                  started(to, begin)));
      assertTrue(smbOutage.compareTo(BOUND) < 0, () -> smbOutage + reports());
      assertTrue(imapOutage.compareTo(BOUND) < 0, () -> imapOutage + reports());
    }
  }

  /// {@return from the claim to the last service's first good answer, by the node's own history}
  private String started(Node node, Instant since) {
    Optional<Instant> claimed = moment(node, "claimed", since);
    Optional<Instant> started = moment(node, "started", since);
    return claimed.isPresent() && started.isPresent()
        ? Duration.between(claimed.get(), started.get()).toMillis() + " ms"
        : "?";
  }

  @AfterAll
  void print() {
    System.out.println(
        "\n| event | HTTP | SMB login | IMAP login | services of the group started in |\n"
            + "| --- | --- | --- | --- | --- |\n"
            + String.join("\n", table)
            + "\n"
            + String.join("\n", remarks));
  }

  @Test
  void samba_movesWithFilesPasswordsAndIdentityWhenItsOwnerLosesPower() throws Exception {
    String sid = smb.identity(first);
    smb.write(PASSWORD, "report", "as it was");
    assertEquals("as it was", Files.readString(smb.share(first).resolve("report")));
    same(smb.files());
    done(first, "mirror-now", "tdb");

    try (ConnectedShare client =
        new ConnectedShare(stage.lab(), SmbService.stayingClient(PASSWORD))) {
      Instant known = Instant.now().plus(StayingConnection.KNOWN);
      while (Instant.now().isBefore(known)) {
        client.list();
        soon("a list", client::listed);
      }
      watched(
          "power loss of the owner of web, Samba",
          "web",
          second,
          () -> stage.lab().faults().powerLoss(first));
      soon("a client that stayed connected is told, though it is idle", client::disconnected);
      remarks.add(
          "An idle smbclient, which looks every 5 s, said so %d ms after the claim."
              .formatted(
                  Duration.between(moment(second, "claimed", since).orElseThrow(), Instant.now())
                      .toMillis()));
    }
    soon("the server's name", smb::isFoundByName);

    assertEquals("as it was", smb.read(PASSWORD, "report"));
    assertEquals(sid, smb.identity(second));
    smb.write(PASSWORD, "report", "as it is");
    comesBack(first);
    same(smb.files());
    assertEquals("as it is", Files.readString(smb.share(first).resolve("report")));
  }

  @Test
  void samba_movesInAHandoverWithAPasswordThatWasJustSet() throws Exception {
    smb.setPassword(first, "newer");
    smb.setPassword(first, PASSWORD);
    String sid = smb.identity(first);
    watched(
        "handover of web, Samba",
        "web",
        second,
        () -> done(first, "handover", "web", second.name()));
    smb.write(PASSWORD, "moved", "by handover");
    assertEquals(sid, smb.identity(second));
    same(smb.files());
  }

  @Test
  void imap_showsTheSameUidsAndFlagsAfterItsOwnersPowerLoss() throws Exception {
    imap.say("", "CREATE Archive");
    imap.append("INBOX", 6);
    imap.say("INBOX", "UID STORE 1:* +FLAGS (\\Seen receipt)");
    imap.say("INBOX", "STORE 2 +FLAGS (\\Flagged)");
    imap.say("INBOX", "STORE 3 +FLAGS (\\Deleted)");
    imap.say("INBOX", "EXPUNGE");
    imap.say("INBOX", "MOVE 4 Archive");
    String before = imap.seen("INBOX");
    String archive = imap.seen("Archive");
    assertTrue(archive.contains("receipt"), archive);
    List<String> kept = imap.synchronize();
    assertTrue(kept.size() > 3, kept::toString);
    sameMail(second, first);

    try (StayingConnection idle = imap.idle()) {
      watched(
          "power loss of the owner of z-mail, Dovecot",
          ImapService.GROUP,
          first,
          () -> stage.lab().faults().powerLoss(second));
      Optional<Instant> told = idle.ended(BOUND);
      assertTrue(told.isPresent(), () -> "a client in IDLE is told" + reports());
      remarks.add(
          "An IMAP client in IDLE was told %d ms after the claim."
              .formatted(
                  Duration.between(moment(first, "claimed", since).orElseThrow(), told.get())
                      .toMillis()));
    }

    assertEquals(before, imap.seen("INBOX"));
    assertEquals(archive, imap.seen("Archive"));
    assertEquals(kept, imap.synchronize(), "nothing is fetched again");
    imap.append("INBOX", 1);
    imap.say("INBOX", "STORE 1 +FLAGS (\\Answered)");
    String later = imap.seen("INBOX");
    assertNotEquals(before, later);
    comesBack(second);
    sameMail(first, second);
    done(first, "handover", ImapService.GROUP, second.name());
    soon("back", () -> serves(ImapService.GROUP, second));
    assertEquals(later, imap.seen("INBOX"), "and on the node that had older indexes");
  }

  @Test
  void imap_movesInAHandover() throws Exception {
    imap.append("INBOX", 2);
    String before = imap.seen("INBOX");
    watched(
        "handover of z-mail, Dovecot",
        ImapService.GROUP,
        first,
        () -> done(second, "handover", ImapService.GROUP, first.name()));
    assertEquals(before, imap.seen("INBOX"));
  }
}
