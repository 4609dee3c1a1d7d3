package io.understudy.hook.imap;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Ports;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// With a real Dovecot on the loopback device, and curl as its client.
@EnabledIf(value = "possible", disabledReason = "needs root, and dovecot-imapd, curl and openssl")
class ImapHookTest extends ServiceHookContract {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String LETTER =
      "From: ann@example.org\r\nSubject: hello\r\n\r\ndear you\r\n";

  @TempDir Path home;

  /// What travels between the nodes.
  @TempDir Path spool;

  private int port;
  private int secure;

  static boolean possible() {
    return System.getProperty("user.name").equals("root")
        && Stream.of("/usr/sbin/dovecot", "/usr/bin/curl", "/usr/bin/openssl")
            .map(Path::of)
            .allMatch(Files::isExecutable);
  }

  @BeforeEach
  void configure() throws Exception {
    port = Ports.free();
    secure = Ports.free();
    for (Path open : List.of(home, spool)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path mail = Files.createDirectory(spool.resolve("mail"));
    run("chown", "20001:20001", mail.toString());
    Files.writeString(
        spool.resolve("users"),
        "ann:{PLAIN}secret:20001:20001::::\ncheck:{PLAIN}probe\"\\:20001:20001::::\n");
    password("probe\"\\", "rw-------");
    run(
        ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example.org -addext"
                + " subjectAltName=DNS:mail.example.org -keyout %1$s/key.pem -out %1$s/cert.pem")
            .formatted(spool)
            .split(" "));
    config("");
  }

  @AfterEach
  void endTheOther() {
    new ImapHook(values(), home.resolve("other")).stop();
  }

  private void password(String text, String rights) throws Exception {
    Path file = Files.writeString(spool.resolve("check.password"), text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  private void config(String more) throws Exception {
    Files.writeString(
        spool.resolve("dovecot.conf"),
        """
        protocols = imap
        log_path = %2$s/dovecot.log
        mail_location = maildir:%1$s/mail/%%u:INDEX=%2$s/indexes/%%u
        first_valid_uid = 20000
        ssl_cert = <%1$s/cert.pem
        ssl_key = <%1$s/key.pem
        passdb {
          driver = passwd-file
          args = %1$s/users
        }
        userdb {
          driver = passwd-file
          args = %1$s/users
        }
        service imap-login {
          inet_listener imap {
            port = %3$d
          }
          inet_listener imaps {
            port = %4$d
          }
        }
        %5$s
        """
            .formatted(spool, home, port, secure, more));
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("name", "mail");
    values.put("addresses", "127.0.0.1/8");
    values.put("config", spool.resolve("dovecot.conf").toString());
    values.put("spool", spool.toString());
    values.put("indexes", home.resolve("indexes").toString());
    values.put("runtime", home.resolve("run").toString());
    values.put("port", Integer.toString(port));
    values.put("checkUser", "check");
    values.put("checkPassword", spool.resolve("check.password").toString());
    values.put("timeout", "10s");
    // A test in the background could write while this test's directories are being removed.
    values.put("test", "0s");
    return values;
  }

  private ImapHook hook(String... changes) {
    Map<String, Object> values = values();
    for (int i = 0; i < changes.length; i += 2) {
      values.put(changes[i], changes[i + 1]);
    }
    return new ImapHook(values, home);
  }

  @Override
  protected ImapHook hook() {
    return hook(new String[0]);
  }

  @Override
  protected ServiceHook slow(String patience) throws Exception {
    Path program = Files.writeString(home.resolve("slow"), "#!/bin/sh\nexec sleep 600\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return hook("program", program.toString(), "patience", patience, "timeout", "500ms");
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", Signals.noted(home, "mail").members());
  }

  /// The master lives, and nobody gets in.
  @Override
  protected void spoil() throws Exception {
    long master = Signals.noted(home, "mail").pid();
    List<Long> members = Signals.noted(home, "mail").members();
    Signals.send("STOP", members.stream().filter(pid -> pid != master).toList());
  }

  @Override
  protected Object incarnation() throws Exception {
    return Signals.noted(home, "mail");
  }

  private static String run(String... words) throws Exception {
    Call call = Call.of(List.of(words));
    Call.Answer.Ended ended = assertInstanceOf(Call.Answer.Ended.class, call.run(LIMIT));
    assertEquals(0, ended.exit(), () -> call.words() + ": " + ended);
    return ended.output();
  }

  private String curl(String path, String... more) throws Exception {
    return run(
        Stream.concat(
                Stream.of(
                    "curl", "-sS", "-u", "ann:secret", "imap://127.0.0.1:" + port + "/" + path),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /// {@return what a client keeps of the mailbox: its validity, and each message's UID and flags}
  private String seen() throws Exception {
    String validity = curl("", "-X", "STATUS INBOX (UIDVALIDITY UIDNEXT)");
    String flags = curl("INBOX", "-X", "UID FETCH 1:* (FLAGS)").replace("\\Recent", "");
    return validity + flags.replaceAll(" +\\)", ")").replaceAll("\\( +", "(");
  }

  private void append(int count) throws Exception {
    Path letter = Files.writeString(home.resolve("letter"), LETTER);
    for (int i = 0; i < count; i++) {
      curl("INBOX", "-T", letter.toString());
    }
  }

  @Test
  void indexesOfAnotherTimeAreNotUsedAndTheClientSeesTheSameUidsAndFlags() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    append(4);
    curl("INBOX", "-X", "UID STORE 2 +FLAGS (\\Flagged receipt)");
    curl("INBOX", "-X", "UID STORE 3 +FLAGS (\\Deleted)");
    curl("INBOX", "-X", "EXPUNGE");
    String before = seen();
    assertTrue(before.contains("receipt"), before);
    assertEquals(Outcome.DONE, hook().stop());

    Path other = Files.createDirectory(home.resolve("other"));
    Map<String, Object> values = values();
    values.put("indexes", other.resolve("indexes").toString());
    config("mail_location = maildir:%s/mail/%%u:INDEX=%s/indexes/%%u".formatted(spool, other));
    ImapHook there = new ImapHook(values, other);
    assertEquals(Outcome.DONE, there.start());
    assertEquals(before, seen());
    append(1);
    curl("INBOX", "-X", "UID STORE 1 +FLAGS (\\Answered)");
    String later = seen();
    assertFalse(later.equals(before));
    assertEquals(Outcome.DONE, there.stop());

    config("");
    Path old = Files.writeString(home.resolve("indexes/of-another-time"), "");
    assertEquals(Outcome.DONE, hook().start());
    assertEquals(later, seen());
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(home.resolve("indexes")));
    await().atMost(LIMIT).until(() -> aside().isEmpty());
  }

  /// {@return indexes that are still to be removed}
  private List<Path> aside() throws Exception {
    try (Stream<Path> all = Files.list(home)) {
      return all.filter(path -> path.getFileName().toString().contains(".old-")).toList();
    }
  }

  @Test
  void indexesOfTheLastOwnerStay() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    append(1);
    assertEquals(Outcome.DONE, hook().stop());
    Path mine = Files.writeString(home.resolve("indexes/mine"), "");
    assertEquals(Outcome.DONE, hook().start());
    assertTrue(Files.exists(mine));
  }

  @Test
  void logsInByTlsAndKnowsWhomToTrust() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    String cert = spool.resolve("cert.pem").toString();
    String at = Integer.toString(secure);
    assertEquals(
        new Status.Running(),
        hook("tls", "on", "port", at, "trust", cert, "host", "mail.example.org").status());
    assertEquals(
        new Status.Running(),
        hook("tls", "starttls", "trust", cert, "host", "mail.example.org").status());
    assertEquals(new Status.Running(), hook("tls", "on", "port", at, "trust", "none").status());
    assertInstanceOf(
        Status.Sick.class,
        hook("tls", "on", "port", at, "trust", cert, "host", "other.example.org").status());
    assertInstanceOf(
        Status.Sick.class,
        hook("tls", "on", "port", at, "host", "mail.example.org").status(),
        "no authority has signed it");
  }

  @Test
  void aWrongPasswordIsSick() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    password("wrong", "rw-------");
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook().status());
    assertTrue(sick.reason().contains("login of check"), sick::toString);
    assertFalse(sick.reason().contains("wrong"), sick::toString);
  }

  @Test
  void aPasswordFileThatOthersMayReadIsRefusedWithARemedy() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    password("probe\"\\", "rw-r--r--");
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook().status());
    assertTrue(sick.reason().contains("chmod 600"), sick::toString);
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket foreign = new ServerSocket()) {
      foreign.bind(new InetSocketAddress("127.0.0.1", port));
      ImapHook hook = hook();
      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
      assertTrue(failed.reason().contains("another process listens"), failed::toString);
      assertEquals(new Status.Stopped(), hook.status());
      assertEquals(1, hook.problems().size(), () -> hook.problems().toString());
    }
  }

  @Test
  void saysOnAStandbyWhatIsWrongInTheConfiguration() throws Exception {
    config("no_such_setting = 1");
    ImapHook hook = hook("test", "1m");
    assertEquals(new Status.Stopped(), hook.status());
    await().atMost(LIMIT).until(() -> !hook.problems().isEmpty());
    Problem problem = hook.problems().getFirst();
    assertEquals(Problem.Severity.WARNING, problem.severity());
    assertTrue(problem.what().contains("no_such_setting"), problem::toString);
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("no_such_setting"), failed::toString);
    config("");
    assertEquals(Outcome.DONE, hook.start(), "mended, it starts without being asked twice");
    assertEquals(List.of(), hook.problems());
  }

  @Test
  void aConfigurationThatBreaksWhileItRunsTakesNothingDown() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    Object before = incarnation();
    config("no_such_setting = 1");
    ImapHook next = hook("test", "1m");
    assertEquals(new Status.Running(), next.status());
    await().atMost(LIMIT).until(() -> !next.problems().isEmpty());
    assertEquals(Outcome.DONE, next.start());
    assertEquals(before, incarnation());
  }

  @Test
  void aHungServerIsToldWithinTheTimeLimit() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    ImapHook hook = hook("timeout", "2s");
    spoil();
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains("no login within 2s"), sick::toString);
    Signals.send("STOP", List.of(Signals.noted(home, "mail").pid()));
    sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains("suspended"), sick::toString);
  }
}
