package io.understudy.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Two homes, and a real OpenSSH server that stands for node b.
@EnabledIf(
    value = "able",
    disabledReason = "needs root and the packages openssh-server, openssh-client")
class FencingSetupTest {
  @TempDir Path directory;
  private Path keys;
  private int port;
  private Optional<Process> sshd = Optional.empty();

  static boolean able() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/sbin/sshd"))
        && Files.isExecutable(Path.of("/usr/bin/ssh"));
  }

  @BeforeEach
  void configure() throws Exception {
    keys = directory.resolve("account/.ssh/authorized_keys");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (String node : List.of("a", "b")) {
      Path config = Files.createDirectories(directory.resolve(node).resolve("config"));
      Files.writeString(
          config.resolve("io.understudy.engine.cfg"), "node = %s\nnodes = a, b\n".formatted(node));
      Files.createDirectories(directory.resolve(node).resolve("data"));
    }
    Files.writeString(
        directory.resolve("a/config/io.understudy.fencing.ssh-b.cfg"),
        "name = b\nnode = b\naddresses = 127.0.0.1:%d\n".formatted(port));
    Path program = directory.resolve("dist/bin/understudy");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s/bin/java' -cp '%s' %s \"$@\"\n"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    serve();
  }

  @AfterEach
  void end() {
    sshd.ifPresent(process -> process.destroyForcibly().onExit().join());
  }

  @Test
  void aKeyABringAndATrustMakeALoginThatCanOnlyStandTheNodeDown() throws Exception {
    Said first = setup("a", "");
    assertEquals(Main.FAILED, first.code());
    assertTrue(first.text().contains("its host key isn't pinned"), first.text());
    Path key = directory.resolve("a/data/fencing/id");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));

    Path line = directory.resolve("line");
    Files.writeString(line, line(first));
    Said second = setup("b", "", "--peer-key", line.toString());
    assertEquals(Main.OK, second.code(), second.text());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));

    Said third = setup("a", "", "--trust");
    assertEquals(Main.OK, third.code(), third.text());
    assertTrue(third.text().contains("works; no engine answers there just now"), third.text());
    assertEquals(Main.OK, setup("a", "").code());
    assertEquals(line(first), line(third));

    assertEquals("node=b incarnation=0 term=0 outcome=done\n", login("standby web 17 a").output());
    assertTrue(Files.exists(directory.resolve("b/data/held.order")));
    Program.Result shell = login("cat /etc/passwd");
    assertEquals(Main.USAGE, shell.status());
    assertTrue(shell.output().contains("accepts 'standby GROUP TERM NODE'"), shell.output());
  }

  @Test
  void aPeersKeyIsInstalledOnceAndReplacesAnOlderOne() throws Exception {
    String old = line(setup("a", ""));
    Files.createDirectories(keys.getParent());
    Files.writeString(keys, "ssh-ed25519 AAAA somebody@else\n");
    setup("b", old, "--peer-key", "-");
    setup("b", old, "--peer-key", "-");
    assertEquals(2, Files.readAllLines(keys).size());
    Files.delete(directory.resolve("a/data/fencing/id"));
    String fresh = line(setup("a", ""));
    setup("b", fresh, "--peer-key=-");
    List<String> lines = Files.readAllLines(keys);
    assertEquals(2, lines.size());
    assertEquals("ssh-ed25519 AAAA somebody@else", lines.getFirst());
    assertEquals(
        fresh.replace("--home " + directory.resolve("a"), "--home " + directory.resolve("b")),
        lines.getLast());
  }

  @Test
  void whateverIsNoBareKeyOfThePeerIsRefused() throws Exception {
    String good = line(setup("a", ""));
    String bare = good.substring(good.indexOf("ecdsa-"));
    for (String bad :
        List.of(
            "",
            good + "\n" + good,
            "command=\"/bin/sh\" " + bare,
            "restrict,pty,command=\"/x/understudy stand-down --home /x\" " + bare,
            "restrict,command=\"/bin/sh #/understudy stand-down --home /x\",pty " + bare,
            bare.replace("understudy@a", "understudy@c"),
            bare.replace("understudy@a", "understudy@b"),
            bare.replace("understudy@a", "root@a"),
            bare.replace("nistp256 ", "nistp384 "),
            bare.replaceFirst("AAAA.{20}", "AAAA"))) {
      assertThrows(UsageException.class, () -> setup("b", bad, "--peer-key", "-"), bad);
    }
    assertTrue(Files.notExists(keys));
    assertEquals(Main.OK, setup("b", bare, "--peer-key", "-").code());
  }

  @Test
  void aKeyThatMayAlreadyDoMoreIsNotMadeSafeBySilence() throws Exception {
    String good = line(setup("a", ""));
    Files.createDirectories(keys.getParent());
    Files.writeString(keys, good.substring(good.indexOf("ecdsa-")) + "\n");
    IOException refused =
        assertThrows(IOException.class, () -> setup("b", good, "--peer-key", "-"));
    assertTrue(refused.getMessage().contains("line 1 has the same key"), refused.getMessage());
  }

  @Test
  void aHostKeyThatChangedIsNotTrustedAgain() throws Exception {
    setup("a", "", "--trust");
    end();
    Files.delete(directory.resolve("host"));
    Files.delete(directory.resolve("host.pub"));
    serve();
    Said said = setup("a", "", "--trust");
    assertEquals(Main.FAILED, said.code());
    assertTrue(said.text().contains("ITS HOST KEY CHANGED"), said.text());
  }

  private record Said(int code, String text) {}

  private Said setup(String node, String input, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("fencing-setup"));
    all.addAll(List.of(words));
    all.addAll(List.of("--authorized-keys", keys.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    int code =
        new FencingSetup(
                new Home(directory.resolve(node), directory.resolve("dist")),
                FencingSetup.Options.of(all),
                new PrintStream(out, true, StandardCharsets.UTF_8))
            .run(in);
    return new Said(code, out.toString(StandardCharsets.UTF_8));
  }

  private static String line(Said said) {
    return said.text()
        .lines()
        .filter(line -> line.startsWith("restrict,"))
        .findFirst()
        .orElseThrow();
  }

  private Program.Result login(String order) {
    return Program.run(
        Duration.ofSeconds(20),
        "",
        List.of(
            "ssh",
            "-Fnone",
            "-i" + directory.resolve("a/data/fencing/id"),
            "-p" + port,
            "-oLogLevel=ERROR",
            "-oIdentitiesOnly=yes",
            "-oBatchMode=yes",
            "-oUserKnownHostsFile=" + directory.resolve("a/data/fencing/known_hosts"),
            "root@127.0.0.1",
            order));
  }

  private void serve() throws Exception {
    Files.createDirectories(Path.of("/run/sshd"));
    Program.run(
        Duration.ofSeconds(5),
        "",
        List.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", directory + "/host"));
    Path config = directory.resolve("sshd_config");
    Files.writeString(
        config,
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s/host
        AuthorizedKeysFile %s
        PidFile none
        UsePAM no
        StrictModes no
        PermitRootLogin forced-commands-only
        """
            .formatted(port, directory, keys));
    sshd =
        Optional.of(
            new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    long end = System.nanoTime() + 10_000_000_000L;
    while (!listens()) {
      assertTrue(System.nanoTime() < end, "sshd doesn't listen");
      Thread.sleep(10);
    }
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
