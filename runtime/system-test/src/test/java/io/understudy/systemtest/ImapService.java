package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.understudy.lab.Command;
import io.understudy.lab.Lab;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.Understudy;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A group of its own with a Dovecot, as an administrator sets it up; and curl and mbsync on the
/// client's machine.
final class ImapService {
  /// Sorts after `web`, which the lab takes for the group.
  static final String GROUP = "z-mail";

  static final String ADDRESS = "10.77.0.101";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String NAME = "mail";
  private static final int OWNER = 20001;

  private final Lab lab;
  private final MirroredFolder spool;
  private final Path runtime;
  private final Path indexes;

  ImapService(Lab lab, Understudy understudy, MirroredFolder spool) {
    this.lab = lab;
    this.spool = spool.rule(GROUP, "continuous", "stream", "exclude", "dovecot.index*, **/tmp/*");
    this.runtime = lab.scratch().resolve("run-mail");
    this.indexes = lab.scratch().resolve("index-mail");
    try {
      // The owners of mail have to get through.
      Files.setPosixFilePermissions(lab.scratch(), PosixFilePermissions.fromString("rwx--x--x"));
      for (Node node : lab.nodes()) {
        for (Path common : List.of(runtime, indexes)) {
          Files.createDirectories(common);
          node.ownFolder(
              common, Files.createDirectories(node.home().resolve(common.getFileName())));
        }
        describe(understudy.config(node));
        fill(spool.at(node));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean installed() {
    return Files.isExecutable(Path.of("/usr/sbin/dovecot"))
        && Files.isExecutable(Path.of("/usr/bin/curl"))
        && Files.isExecutable(Path.of("/usr/bin/mbsync"));
  }

  private void describe(NodeConfig config) {
    String pid = "io.understudy.hook.imap-" + NAME;
    config
        .set("io.understudy.engine.group-" + GROUP, "name", GROUP)
        .set("io.understudy.engine.group-" + GROUP, "services", NAME)
        .set("io.understudy.takeover-" + GROUP, "group", GROUP)
        .set("io.understudy.takeover-" + GROUP, "interface", "eth0")
        .set("io.understudy.takeover-" + GROUP, "addresses", ADDRESS + "/24")
        .set(pid, "name", NAME)
        .set(pid, "addresses", ADDRESS + "/24")
        .set(pid, "config", spool.path() + "/dovecot.conf")
        .set(pid, "spool", spool.path().toString())
        .set(pid, "indexes", indexes.resolve("now").toString())
        .set(pid, "runtime", runtime.toString())
        .set(pid, "checkUser", "check")
        .set(pid, "checkPassword", spool.path() + "/check.password");
  }

  private void fill(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("mail"));
    Command.run("chown", OWNER + ":" + OWNER, folder.resolve("mail").toString());
    Files.writeString(
        folder.resolve("users"),
        "ann:{PLAIN}secret:%1$d:%1$d::::\ncheck:{PLAIN}probe:%1$d:%1$d::::\n".formatted(OWNER));
    Path password = Files.writeString(folder.resolve("check.password"), "probe\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        folder.resolve("dovecot.conf"),
        """
        protocols = imap
        ssl = no
        disable_plaintext_auth = no
        log_path = %3$s/dovecot.log
        mail_location = maildir:%1$s/mail/%%u:INDEX=%2$s/now/%%u
        first_valid_uid = 20000
        passdb {
          driver = passwd-file
          args = %1$s/users
        }
        userdb {
          driver = passwd-file
          args = %1$s/users
        }
        service imap-login {
          inet_listener imaps {
            port = 0
          }
        }
        """
            .formatted(spool.path(), indexes, runtime));
  }

  MirroredFolder spool() {
    return spool;
  }

  /// {@return the line of a client that says one thing in a mailbox}
  static List<String> client(String mailbox, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("curl", "-sS", "-u", "ann:secret", "imap://%s/%s".formatted(ADDRESS, mailbox)));
    line.addAll(List.of(more));
    return line;
  }

  String say(String mailbox, String command) {
    return did(client(mailbox, "-X", command));
  }

  /// {@return a client that waits for news of its inbox, and that the other node knows of}
  StayingConnection idle() throws Exception {
    StayingConnection client = new StayingConnection(lab, ADDRESS, 143);
    client.ask("a LOGIN ann secret\r\n", "a OK");
    client.ask("b SELECT INBOX\r\n", "b OK");
    client.askUntilKnown("c NOOP\r\n", "c OK");
    client.ask("d IDLE\r\n", "+ idling");
    return client;
  }

  void append(String mailbox, int count) throws IOException {
    Path letter =
        Files.writeString(
            lab.scratch().resolve("letter"),
            "From: ann@example.org\r\nSubject: hello\r\n\r\ndear you\r\n");
    for (int i = 0; i < count; i++) {
      did(client(mailbox, "-T", letter.toString()));
    }
  }

  /// {@return what the client says, who can't leave a letter of that size}
  String appendInVain(String mailbox, int bytes) throws IOException {
    Path letter =
        Files.writeString(
            lab.scratch().resolve("large-letter"),
            "From: ann@example.org\r\nSubject: large\r\n\r\n"
                + "x".repeat(70).concat("\r\n").repeat(bytes / 72));
    Command.Result result = tried(client(mailbox, "-T", letter.toString()));
    assertNotEquals(0, result.status(), result::output);
    return result.output();
  }

  /// {@return all by which a client knows a mailbox: its validity, and each message's UID and
  /// flags}
  String seen(String mailbox) {
    return say("", "STATUS %s (UIDVALIDITY UIDNEXT MESSAGES)".formatted(mailbox))
        + say(mailbox, "UID FETCH 1:* (FLAGS)")
            .replace("\\Recent", "")
            .replaceAll(" +", " ")
            .replace(" )", ")")
            .replace("( ", "(");
  }

  /// Synchronizes the client's own maildir.
  ///
  /// @return the names of its files
  List<String> synchronize() throws IOException {
    Path folder = Files.createDirectories(lab.scratch().resolve("mbsync"));
    Path config =
        Files.writeString(
            folder.resolve("mbsyncrc"),
            """
            IMAPStore far
            Host %1$s
            User ann
            Pass secret
            SSLType None
            AuthMechs LOGIN

            MaildirStore near
            Path %2$s/mail/
            Inbox %2$s/mail/INBOX

            Channel all
            Far :far:
            Near :near:
            Patterns INBOX
            Create Near
            Sync All
            SyncState %2$s/
            """
                .formatted(ADDRESS, folder));
    Files.createDirectories(folder.resolve("mail"));
    did(List.of("mbsync", "-c", config.toString(), "all"));
    try (var all = Files.walk(folder.resolve("mail"))) {
      return all.filter(Files::isRegularFile)
          .map(path -> path.getFileName().toString())
          .filter(name -> name.contains(",U="))
          .sorted()
          .toList();
    }
  }

  private Command.Result tried(List<String> line) {
    return lab.client().space().attempt(PATIENCE, line.toArray(String[]::new));
  }

  private String did(List<String> line) {
    Command.Result result = tried(line);
    assertEquals(0, result.status(), () -> line + ": " + result.output());
    return result.output();
  }
}
