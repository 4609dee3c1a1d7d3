package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.understudy.lab.Command;
import io.understudy.lab.Lab;
import io.understudy.lab.Node;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A Samba server of the group `web`, with a share, as an administrator sets it up; and smbclient
/// on
/// the client's machine.
final class SmbService {
  static final String NAME = "files";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String USER = "root";
  private static final String SERVER = "OFFICE1";

  private final Lab lab;
  private final Understudy understudy;
  private final MirroredFolder files;
  private final MirroredFolder databases;

  SmbService(Lab lab, Understudy understudy, MirroredFolder files, MirroredFolder databases) {
    this.lab = lab;
    this.understudy = understudy;
    this.files = files.rule("web", "continuous", "stream");
    this.databases = databases.rule("web", "2s", "stream");
    lab.nodes().forEach(this::describe);
  }

  static boolean installed() {
    return Files.isExecutable(Path.of("/usr/sbin/smbd"))
        && Files.isExecutable(Path.of("/usr/bin/smbclient"));
  }

  private void describe(Node node) {
    String pid = "io.understudy.hook.samba-" + NAME;
    understudy
        .config(node)
        .set("io.understudy.engine.group-web", "services", "web, " + NAME)
        .set("io.understudy.mirroring.rule-tdb", "before", home(node, "-tdb") + " save")
        .set(pid, "name", NAME)
        .set(pid, "addresses", Topology.SERVICE + "/24")
        .set(pid, "netbiosName", SERVER)
        .set(pid, "netbios", "on")
        .set(pid, "config", files.path() + "/smb.conf")
        .set(pid, "copies", databases.path().toString());
    try {
      Path share = Files.createDirectories(files.at(node).resolve("share"));
      Files.writeString(
          share.resolveSibling("smb.conf"),
          """
          [global]
          workgroup = OFFICE
          [files]
          path = %s/share
          read only = no
          """
              .formatted(files.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String home(Node node, String end) {
    return node.home().resolve("data/run/hook-" + NAME + end).toString();
  }

  /// {@return the share as it is on a node}
  Path share(Node node) {
    return files.at(node).resolve("share");
  }

  MirroredFolder files() {
    return files;
  }

  /// Runs a command as on the node itself, with its mounts.
  private String on(Node node, String... words) {
    List<String> line =
        new ArrayList<>(
            List.of("nsenter", "-t", Long.toString(understudy.process(node)), "-m", "-n"));
    line.addAll(List.of(words));
    return Command.run(line, "");
  }

  void setPassword(Node owner, String password) {
    on(
        owner,
        "sh",
        "-c",
        "printf '%s\\n%s\\n' \"$1\" \"$1\" | pdbedit -s \"$2\" -a -t -u root",
        "sh",
        password,
        home(owner, ".conf"));
  }

  String identity(Node owner) {
    return on(owner, "net", "-s", home(owner, ".conf"), "getlocalsid");
  }

  /// {@return the line of a client that does these things, like `put FILE NAME`}
  static List<String> client(String password, String commands) {
    return List.of(
        "smbclient",
        "//%s/files".formatted(Topology.SERVICE),
        "-s",
        "/dev/null",
        "-t",
        "5",
        "-U",
        USER + "%" + password,
        "-c",
        commands);
  }

  /// {@return whether a client that looks for the server's name by broadcast finds it}
  boolean isFoundByName() {
    Command.Result found =
        lab.client()
            .space()
            .attempt(PATIENCE, "nmblookup", "-s", "/dev/null", "-B", "10.77.0.255", SERVER);
    return found.output().contains(Topology.SERVICE + " " + SERVER);
  }

  /// {@return the line of a client that stays, and takes commands from its input}
  static List<String> stayingClient(String password) {
    List<String> line = new ArrayList<>(List.of("stdbuf", "-oL"));
    List<String> client = client(password, "");
    line.addAll(client.subList(0, client.size() - 2));
    return line;
  }

  void write(String password, String name, String text) throws IOException {
    did(client(password, put(name, text)));
  }

  /// {@return what the client says, who can't write it}
  String writeInVain(String password, String name, String text) throws IOException {
    Command.Result result = tried(client(password, put(name, text)));
    assertNotEquals(0, result.status(), () -> name + ": " + result.output());
    return result.output();
  }

  private String put(String name, String text) throws IOException {
    return "put %s %s"
        .formatted(Files.writeString(lab.scratch().resolve("smb-upload"), text), name);
  }

  void delete(String password, String name) {
    did(client(password, "del " + name));
  }

  String read(String password, String name) throws IOException {
    Path file = lab.scratch().resolve("smb-download");
    did(client(password, "get %s %s".formatted(name, file)));
    return Files.readString(file);
  }

  private Command.Result tried(List<String> line) {
    return lab.client().space().attempt(PATIENCE, line.toArray(String[]::new));
  }

  private void did(List<String> line) {
    Command.Result result = tried(line);
    assertEquals(0, result.status(), () -> line + ": " + result.output());
  }
}
