package io.understudy.hook.samba;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

/// With real smbds on the loopback device, and real smbclients.
@EnabledIf(value = "possible", disabledReason = "needs root, and the packages samba and smbclient")
class SambaHookTest extends ServiceHookContract {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path home;

  /// What travels between the nodes.
  @TempDir Path mirrored;

  private int port;

  static boolean possible() {
    return System.getProperty("user.name").equals("root")
        && Stream.of("/usr/sbin/smbd", "/usr/bin/smbclient", "/usr/bin/tdbbackup")
            .map(Path::of)
            .allMatch(Files::isExecutable);
  }

  @BeforeEach
  void configure() throws Exception {
    port = Ports.free();
    Files.createDirectories(mirrored.resolve("share"));
    share("");
  }

  @AfterEach
  void endTheOther() {
    on(home.resolve("other")).stop();
  }

  private void share(String more) throws Exception {
    Files.writeString(
        mirrored.resolve("smb.conf"),
        """
        [global]
        workgroup = OFFICE
        %s
        [files]
        path = %s/share
        read only = no
        """
            .formatted(more, mirrored));
  }

  private Map<String, Object> values() {
    return new HashMap<>(
        Map.of(
            "name", "files",
            "addresses", "127.0.0.1/8",
            "netbiosName", "files",
            "config", mirrored.resolve("smb.conf").toString(),
            "copies", mirrored.resolve("tdb").toString(),
            "port", Integer.toString(port),
            "timeout", "10s",
            // A test in the background could write while this test's directories are being removed.
            "test", "0s"));
  }

  /// {@return one that tests its configuration in the background}
  private SambaHook testing() {
    Map<String, Object> values = values();
    values.put("test", "1m");
    return new SambaHook(values, home);
  }

  private SambaHook on(Path node) {
    return new SambaHook(values(), node);
  }

  @Override
  protected SambaHook hook() {
    return on(home);
  }

  @Override
  protected ServiceHook slow(String patience) throws Exception {
    Path program = Files.writeString(home.resolve("slow"), "#!/bin/sh\nexec sleep 600\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Map<String, Object> values = values();
    values.put("program", program.toString());
    values.put("patience", patience);
    values.put("timeout", "500ms");
    return new SambaHook(values, home);
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", Signals.noted(home, "files").members());
  }

  @Override
  protected void spoil() throws Exception {
    Signals.send("STOP", Signals.noted(home, "files").members());
  }

  @Override
  protected Object incarnation() throws Exception {
    return Signals.noted(home, "files");
  }

  private static String run(String... words) throws Exception {
    return run(Call.of(List.of(words)));
  }

  private static String run(Call call) throws Exception {
    Call.Answer.Ended ended = assertInstanceOf(Call.Answer.Ended.class, call.run(LIMIT));
    assertEquals(0, ended.exit(), () -> call.words() + ": " + ended);
    return ended.output();
  }

  private static String conf(Path node) {
    return node.resolve("data/run/hook-files.conf").toString();
  }

  private void addRoot(Path node, String password) throws Exception {
    run(
        "sh",
        "-c",
        "printf '%s\\n%s\\n' \"$1\" \"$1\" | pdbedit -s \"$2\" -a -t -u root",
        "sh",
        password,
        conf(node));
  }

  private String client(String password, String commands) throws Exception {
    return run(
        "smbclient",
        "//127.0.0.1/files",
        "-s",
        "/dev/null",
        "-p",
        Integer.toString(port),
        "-U",
        "root%" + password,
        "-c",
        commands);
  }

  private String sid(Path node) throws Exception {
    return run("net", "-s", conf(node), "getlocalsid");
  }

  private void atRest(ServiceHook hook) {
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(List.of(), left(home));
  }

  private static List<String> left(Path node) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(conf(node)))
        .toList();
  }

  @Test
  void aRealClientWritesAndReads() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    addRoot(home, "secret");
    Path letter = Files.writeString(home.resolve("letter"), "dear Ann");
    client("secret", "put " + letter + " letter");
    assertEquals("dear Ann", Files.readString(mirrored.resolve("share/letter")));
  }

  @Test
  void whatSmbdLeavesBehindEndsWithIt() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    run("smbclient", "-L", "127.0.0.1", "-N", "-s", "/dev/null", "-p", Integer.toString(port));
    assertTrue(
        left(home).stream().anyMatch(line -> line.contains("dcerpcd")), () -> "" + left(home));
    atRest(hook());
  }

  @Test
  void passwordsAndTheServersIdentityTravelToTheOtherNode() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    assertEquals(Outcome.DONE, hook().start());
    String sid = sid(home);
    addRoot(home, "secret");
    run(home.resolve("data/run/hook-files-tdb").toString(), "save");
    kill();
    await().atMost(LIMIT).until(() -> !(hook().status() instanceof Status.Running));

    assertEquals(Outcome.DONE, on(other).start());
    assertEquals(sid, sid(other));
    client("secret", "ls");
    addRoot(other, "secrecy");
    assertEquals(Outcome.DONE, on(other).stop());

    // A clean stop has saved what nobody asked it to.
    assertEquals(Outcome.DONE, hook().start());
    client("secrecy", "ls");
    assertEquals(sid, sid(home));
  }

  @Test
  void theIdentityIsSafeBeforeTheFirstClientComes() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    assertEquals(Outcome.DONE, hook().start());
    String sid = sid(home);
    kill();
    await().atMost(LIMIT).until(() -> !(hook().status() instanceof Status.Running));
    assertEquals(Outcome.DONE, on(other).start());
    assertEquals(sid, sid(other));
  }

  @Test
  void aNodeThatComesBackWithoutARivalKeepsItsNewerPasswords() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    addRoot(home, "newer");
    kill();
    await().atMost(LIMIT).until(() -> !(hook().status() instanceof Status.Running));
    assertEquals(Outcome.DONE, hook().start());
    client("newer", "ls");
  }

  @Test
  void aStopOnAStandbyLeavesTheCopiesAlone() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    assertEquals(Outcome.DONE, hook().start());
    addRoot(home, "first");
    atRest(hook());
    assertEquals(Outcome.DONE, on(other).start());
    addRoot(other, "second");
    assertEquals(Outcome.DONE, on(other).stop());
    byte[] copy = Files.readAllBytes(mirrored.resolve("tdb/passdb.tdb"));
    assertEquals(Outcome.DONE, hook().stop());
    assertTrue(
        java.util.Arrays.equals(copy, Files.readAllBytes(mirrored.resolve("tdb/passdb.tdb"))));
  }

  @Test
  void twoCopiesOfTheSameAreTheSameBytes() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    String script = home.resolve("data/run/hook-files-tdb").toString();
    run(script, "save");
    Object before = Files.getLastModifiedTime(mirrored.resolve("tdb/secrets.tdb"));
    run(script, "save");
    assertEquals(before, Files.getLastModifiedTime(mirrored.resolve("tdb/secrets.tdb")));
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket foreign = new ServerSocket()) {
      foreign.bind(new InetSocketAddress("127.0.0.1", port));
      SambaHook hook = hook();
      Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
      assertTrue(failed.reason().contains("another process listens"), failed::toString);
      assertEquals(new Status.Stopped(), hook.status());
      assertEquals(1, hook.problems().size(), () -> hook.problems().toString());
    }
  }

  @Test
  void saysThatTheAddressIsNotHere() {
    Map<String, Object> values = values();
    values.put("addresses", "203.0.113.77/24");
    values.put("patience", "1s");
    values.put("timeout", "1s");
    Outcome.Failed failed =
        assertInstanceOf(Outcome.Failed.class, new SambaHook(values, home).start());
    assertTrue(failed.reason().contains("203.0.113.77"), failed::toString);
  }

  @Test
  void saysOnAStandbyThatTheConfigurationIsMissing() throws Exception {
    Files.delete(mirrored.resolve("smb.conf"));
    SambaHook hook = testing();
    assertEquals(new Status.Stopped(), hook.status());
    await().atMost(LIMIT).until(() -> !hook.problems().isEmpty());
    Problem problem = hook.problems().getFirst();
    assertEquals(Problem.Severity.WARNING, problem.severity());
    assertTrue(problem.what().contains("smb.conf"), problem::toString);
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook.start());
    assertTrue(failed.reason().contains("smb.conf"), failed::toString);
    share("");
    assertEquals(Outcome.DONE, hook.start(), "mended, it starts without being asked twice");
    assertEquals(List.of(), hook.problems());
  }

  @Test
  void aConfigurationThatBreaksWhileItRunsTakesNothingDown() throws Exception {
    SambaHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    Object before = incarnation();
    Files.delete(mirrored.resolve("smb.conf"));
    SambaHook next = testing();
    assertEquals(new Status.Running(), next.status());
    await().atMost(LIMIT).until(() -> !next.problems().isEmpty());
    assertEquals(Outcome.DONE, next.start());
    assertEquals(before, incarnation());
    assertEquals(new Status.Running(), next.status());
  }

  @Test
  void aHungServerIsTold() throws Exception {
    SambaHook hook = hook();
    assertEquals(Outcome.DONE, hook.start());
    spoil();
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains("suspended"), sick::toString);
  }
}
