package io.understudy.fencing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A real OpenSSH server on a loopback port, with keys, accounts' keys and forced command of its
/// own. It takes the user key `id` beside its directory.
final class Sshd implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Path directory;
  private final int port;
  private final Process process;

  private Sshd(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static boolean available() {
    return Files.isExecutable(PROGRAM)
        && "root".equals(System.getProperty("user.name"))
        && Files.isDirectory(Path.of("/proc/self"));
  }

  /// @param forced a shell script that every login runs, whatever it asks for
  static Sshd start(Path directory, String forced) throws Exception {
    Files.createDirectories(directory);
    Files.createDirectories(Path.of("/run/sshd"));
    key(directory.resolve("host"));
    key(directory.resolveSibling("id"));
    Path script = directory.resolve("forced");
    Files.writeString(script, "#!/bin/sh\n" + forced + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        directory.resolve("authorized_keys"),
        "restrict,command=\"%s\" %s"
            .formatted(script, Files.readString(directory.resolveSibling("id.pub"))));
    int port = freePort();
    Files.writeString(
        directory.resolve("config"),
        """
        ListenAddress 127.0.0.1:%1$d
        HostKey %2$s/host
        AuthorizedKeysFile %2$s/authorized_keys
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        PermitRootLogin forced-commands-only
        """
            .formatted(port, directory));
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-D", "-e", "-f", directory.resolve("config").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Sshd sshd = new Sshd(directory, port, process);
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(sshd::listens);
    return sshd;
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress("127.0.0.1", port), 100);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Makes a key as `understudy fencing-setup` does.
  static void key(Path file) throws Exception {
    if (Files.notExists(file)) {
      int status =
          new ProcessBuilder(
                  "ssh-keygen",
                  "-q",
                  "-t",
                  "ecdsa",
                  "-b",
                  "256",
                  "-N",
                  "",
                  "-C",
                  "",
                  "-f",
                  "" + file)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("ssh-keygen made no key");
      }
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  Path key() {
    return directory.resolveSibling("id");
  }

  /// {@return a known_hosts file that pins the servers' keys}
  static Path pin(Path file, Sshd... servers) throws IOException {
    List<String> lines =
        Stream.of(servers)
            .map(server -> "[127.0.0.1]:%d %s".formatted(server.port, server.hostKey()))
            .toList();
    return Files.write(file, lines);
  }

  String hostKey() {
    try {
      return Files.readString(directory.resolve("host.pub")).strip();
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  /// Goes on taking connections, as the kernel does for it, and answers nothing.
  void stop() throws Exception {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
